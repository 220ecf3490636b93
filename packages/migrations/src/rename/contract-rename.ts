import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, objectId } from "../catalog/object-id.ts";
import { aliasDialect } from "../dialects/alias-dialects.ts";
import { Dependents } from "../diff/dependents.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan, PlanSegment } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { doneBy } from "./execute-rename.ts";
import type { RenamePlan } from "./plan-rename.ts";
import { aliasInUse } from "./rename-errors.ts";
import type { RenameImpact } from "./rename-impact.ts";
import { renamedCatalog } from "./renamed-catalog.ts";

/** How the old name is taken away. */
export interface ContractOptions {
  /** How long statements are watched for the old name, where the database counts them. Default 10,000 ms. */
  readonly observeMs?: number;
  /** Says that no code uses the old name, where nobody can watch or nobody needs to. Default `false`. */
  readonly confirmedUnused?: boolean;
}

/** What taking the old name away came to. */
export interface ContractResult {
  readonly success: boolean;
  readonly migrationId?: string;
  readonly steps: readonly string[];
  /** Why it is believed that nobody uses the old name. */
  readonly evidence: readonly Evidence[];
}

/**
 * Takes the old name of a rename away, when no code uses it any more.
 *
 * @param connection the database, outside of any transaction
 * @param plan the rename, done before
 * @param options how it is known that nobody uses the old name, and how to apply it
 * @returns what was done
 * @throws MIGRATION.ALIAS_IN_USE when somebody uses the old name, or nobody knows
 */
export async function contractRename(
  connection: Connection,
  plan: RenamePlan,
  options: ContractOptions & ApplyMigrationOptions = {},
): Promise<ContractResult> {
  const { observeMs = 10_000, confirmedUnused = false, ...apply } = options;
  checkContract(observeMs, confirmedUnused);
  const { impact } = plan;
  const catalog = await readCatalog(connection);
  const alias = requireAlias(connection, catalog, plan);
  const users = await usersOf(catalog, alias, impact);
  if (users.length > 0) throw aliasInUse(connection, impact, users, "give them the new name first, then try again");
  const evidence = confirmedUnused ? [confirmation(impact)] : await watch(connection, impact, observeMs);
  const migration = planContract(catalog, plan, alias);
  const name = `Take the name ${impact.currentName} away`;
  return freezeDeep({ ...doneBy(await applyMigration(connection, migration, { name, ...apply })), evidence });
}

function checkContract(observeMs: unknown, confirmedUnused: unknown): void {
  const isTime = typeof observeMs === "number" && Number.isInteger(observeMs) && observeMs >= 1;
  if (isTime && typeof confirmedUnused === "boolean") return;
  const name = isTime ? "confirmedUnused" : "observeMs";
  throw migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of contractRename has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix: isTime ? "give true or false" : "give a whole number of milliseconds, 1 or more",
  });
}

/** The view with all that goes with it. */
function requireAlias(connection: Connection, catalog: Catalog, { impact }: RenamePlan): readonly CatalogObject[] {
  const objects = indexCatalog(catalog);
  const view = objects.get(objectId("view", impact.names.aliasPath));
  const table = objects.get(objectId("table", impact.names.tablePath));
  if (view?.kind !== "view" || table?.kind !== "table") {
    throw migrationErrors.create("UNKNOWN_RENAME", {
      message: `There is no alias ${displayName(impact.names.aliasPath)} of ${displayName(impact.names.tablePath)} on ${connection.target}`,
      why: "the rename was not done, was taken back, or its old name is gone already",
      fix: "do the rename first, or leave it at that",
    });
  }
  return [view, ...catalog.objects.filter(({ parent }) => parent === view.id)];
}

async function usersOf(
  catalog: Catalog,
  alias: readonly CatalogObject[],
  { names, currentName, newName }: RenameImpact,
): Promise<readonly string[]> {
  const own = new Set(alias.map(({ id }) => id));
  const dependents = new Dependents(indexCatalog(catalog));
  const recorded = alias.flatMap(({ id }) => dependents.direct(id)).filter(({ id }) => !own.has(id));
  const { rewriteFunction } = aliasDialect(catalog.dialect);
  const named: string[] = [];
  if (rewriteFunction !== undefined && names.columns.length === 0) {
    const change = { schema: names.aliasPath.at(-2) ?? "", from: currentName, to: newName };
    for (const object of catalog.objects)
      if (object.kind === "function" && (await rewriteFunction(object.definition.sql, change)) !== undefined)
        named.push(`the function ${displayName(object.path)} names it`);
  }
  return [...new Set(recorded.map(({ kind, path }) => `the ${kind} ${displayName(path)} depends on it`)), ...named];
}

function confirmation({ currentName }: RenameImpact): Evidence {
  return { source: "statement", fact: `that no code uses ${currentName}, as the caller says`, value: true };
}

async function watch(connection: Connection, impact: RenameImpact, observeMs: number): Promise<readonly Evidence[]> {
  const { currentName } = impact;
  const { countCalls } = aliasDialect(connection.dialect);
  const before = await countCalls(connection, currentName);
  if ("unknown" in before) throw unknownUse(connection, impact, before.unknown);
  await sleep(observeMs);
  const after = await countCalls(connection, currentName);
  if ("unknown" in after) throw unknownUse(connection, impact, after.unknown);
  const calls = after.counted - before.counted;
  const fact = `calls of statements that name ${currentName}, in ${observeMs} ms`;
  if (calls === 0) return [{ source: "activity", fact, value: 0, unit: "calls", query: after.query }];
  const reasons = [`${calls} ${fact}`];
  throw aliasInUse(connection, impact, reasons, "deploy code that uses the new name everywhere, then try again");
}

function unknownUse(connection: Connection, impact: RenameImpact, why: string): Error {
  const fix = "find out from the code and the logs that nobody uses it, then say so with confirmedUnused: true";
  return aliasInUse(connection, impact, [`nobody knows whether it is used: ${why}`], fix);
}

/** First the view goes, then a table that had to make room for it gets its name back: one transaction. */
function planContract(catalog: Catalog, { impact }: RenamePlan, alias: readonly CatalogObject[]): MigrationPlan {
  const { names } = impact;
  const gone = new Set(alias.map(({ id }) => id));
  const without: Catalog = freezeDeep({ ...catalog, objects: catalog.objects.filter(({ id }) => !gone.has(id)) });
  const drop = planMigration(catalog, without);
  if (names.columns.length === 0) return drop;
  const renames = { [objectId("table", names.tablePath)]: names.aliasPath.at(-1) ?? "" };
  const back = planMigration(without, renamedCatalog(without, { renames }), { renames });
  return sealMigrationPlan({
    version: back.version,
    dialect: back.dialect,
    from: drop.from,
    to: back.to,
    unspelled: back.unspelled,
    segments: oneTransaction([...drop.segments, ...back.segments]),
    refused: [],
    questions: [],
    ...(back.renamesBack && { renamesBack: back.renamesBack }),
  });
}

function oneTransaction(segments: readonly PlanSegment[]): readonly PlanSegment[] {
  return [{ mode: "transactional", isBrief: true, steps: segments.flatMap(({ steps }) => steps) }];
}
