import type { Connection } from "@dataflow/database";
import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { objectsFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { dottedName } from "../dependencies/code/statement-names.ts";
import type { DependencyReport } from "../dependencies/dependency.ts";
import { type Renames, renameObjects } from "../diff/rename-objects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { readDatabaseActivity, readTableFacts } from "../facts/read-table-facts.ts";
import type { DatabaseActivity, TableFacts } from "../facts/table-facts.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";

/** A plan, the database as it is before, and what goes on there. */
export interface PlanScene {
  readonly connection: Connection;
  readonly plan: MigrationPlan;
  readonly actual: Catalog;
  /** What there is, under the names that it has after the plan's renames. */
  readonly before: CatalogIndex;
  /** What is reached; absent when only the plan's statements are known. */
  readonly desired?: CatalogIndex;
  /** What an object is called before the plan. */
  original(id: ObjectId): CatalogObject | undefined;
  /** By the table's identity before the plan. */
  readonly tables: ReadonlyMap<ObjectId, TableFacts>;
  readonly activity: DatabaseActivity;
  /** Everything that the plan itself drops, makes or changes. */
  readonly handled: ReadonlySet<string>;
  /** What is known already, by subject. */
  readonly reports: ReadonlyMap<ObjectId, DependencyReport>;
}

/**
 * Reads what is known about the tables of a plan.
 *
 * @param connection the database; it is only read
 * @param plan the plan
 * @param known what there is, what is reached, and what depends on it
 * @returns the scene
 * @throws MIGRATION.PLAN_OUTDATED when the plan was made for another schema
 */
export async function readPlanScene(
  connection: Connection,
  plan: MigrationPlan,
  known: {
    readonly actual: Catalog;
    readonly desired?: Catalog;
    readonly dependencies: readonly DependencyReport[];
    readonly effects: readonly StatementEffects[];
  },
): Promise<PlanScene> {
  const { actual, desired } = known;
  const index = indexCatalog(actual);
  if (objectsFingerprint(index) !== plan.from) throw outdated(connection);
  const { objects: before, origins } = renameObjects(actual, forwardRenames(plan.renamesBack ?? {}));
  const original = (id: ObjectId): CatalogObject | undefined => index.get(origins.get(id) ?? id);
  const steps = plan.segments.flatMap((segment) => segment.steps);
  const touched = [...steps.flatMap((step) => [...tablesOf(step, before)]), ...affectedTables(known.effects, before)];
  const tables = [...new Set(touched)].flatMap((id) => original(id) ?? []).filter(({ kind }) => kind === "table");
  const facts = await readTableFacts(
    connection,
    tables.map(({ path }) => tableOfPath(path)),
  );
  const byName = new Map(facts.map((one) => [JSON.stringify([one.table.schema, one.table.name]), one]));
  return {
    connection,
    plan,
    actual,
    before,
    ...(desired !== undefined && { desired: indexCatalog(desired) }),
    original,
    tables: new Map(
      tables.flatMap(({ id, path }) => {
        const { schema, name } = tableOfPath(path);
        const found = byName.get(JSON.stringify([schema, name]));
        return found === undefined ? [] : [[id, found] as const];
      }),
    ),
    activity: await readDatabaseActivity(connection),
    reports: new Map(known.dependencies.map((report) => [report.subject, report])),
    handled: new Set(steps.flatMap(({ object, members = [] }) => [object, ...members.map((member) => member.object)])),
  };
}

/** The tables that a step is about, under their new names: its own, and those that its lock is on. */
export function tablesOf(step: PlanStep, before: CatalogIndex): ReadonlySet<ObjectId> {
  const found = new Set<ObjectId>();
  const own = before.get(step.object);
  if (own?.kind === "table") found.add(own.id);
  for (const id of [own?.parent, ...(step.members ?? []).map(({ object }) => before.get(object)?.parent)])
    if (id !== undefined && before.get(id)?.kind === "table") found.add(id);
  for (const name of step.lock?.split(/ on | and /).slice(1) ?? []) {
    const id = objectId("table", dottedName(name));
    if (before.has(id)) found.add(id);
  }
  // An object that is made anew has its table in its own name: `"constraint public.orders.by_user"`.
  const parts = dottedName(step.object.slice(step.object.indexOf(" ") + 1)).slice(0, -1);
  const table = objectId("table", parts);
  if (before.has(table)) found.add(table);
  return found;
}

/** The tables that statements lock, read or write. */
export function affectedTables(effects: readonly StatementEffects[], before: CatalogIndex): readonly ObjectId[] {
  return effects.flatMap(({ relations }) =>
    relations.flatMap(({ relation: { schema, name } }) => {
      const id = objectId("table", schema === undefined ? [name] : [schema, name]);
      return before.has(id) ? [id] : [];
    }),
  );
}

/** The renames that a plan makes, from those that take it back. */
function forwardRenames(back: Renames): Renames {
  const entries = Object.entries(back).map(([id, oldName]) => {
    const kind = id.slice(0, id.indexOf(" "));
    return { kind, path: dottedName(id.slice(kind.length + 1)), oldName };
  });
  const oldTable = (path: readonly string[]): readonly string[] => {
    const found = entries.find(({ kind, path: own }) => kind === "table" && own.join("\0") === path.join("\0"));
    return found === undefined ? path : [...path.slice(0, -1), found.oldName];
  };
  return Object.fromEntries(
    entries.map(({ kind, path, oldName }) => {
      const owner = kind === "table" ? path.slice(0, -1) : oldTable(path.slice(0, -1));
      return [`${kind} ${plainId([...owner, oldName])}`, path.at(-1) ?? ""];
    }),
  );
}

function plainId(path: readonly string[]): string {
  return objectId("table", path).slice("table ".length);
}

function outdated(connection: Connection): Error {
  return migrationErrors.create("PLAN_OUTDATED", {
    message: `The schema of ${connection.target} is not the one that the plan was made for`,
    why: "its risk would be that of another change",
    fix: "read the catalog and make the plan again",
  });
}
