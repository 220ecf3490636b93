/**
 * The start of an application: its models are compared with the database, and what may be done without asking is done.
 * A start that finds nothing new costs one query. Any number of processes, of any number of versions, may start at once:
 * each plans for what it sees, one at a time changes something, and whoever saw something else looks again.
 */
import { isDataFlowError, type Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { catalogStamp } from "../introspect/catalog-stamp.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";
import { insideTransaction } from "../schema-errors.ts";
import { contentHash } from "../snapshot/content-hash.ts";
import { type EvolveOptions, resolveEvolveOptions } from "./evolve-options.ts";
import { knownAfter, lookAtModels, type ModelsLook } from "./look-at-models.ts";
import { type OutdatedTable, readModelState, recordModels, schemaText } from "./model-states.ts";
import { mustBeAnswered } from "./must-be-answered.ts";
import { outdatedTables } from "./outdated-tables.ts";
import { planModels, planStart } from "./plan-models.ts";
import { withheldBy } from "./withheld.ts";

/** What a start has found and done. */
export interface Evolution {
  /** Whether there was anything to look at: false when models and catalog were the recorded ones. */
  readonly isNew: boolean;
  /** The tables that this call created, in order. */
  readonly created: readonly string[];
  /** The steps that this call did, by their ids. */
  readonly steps: readonly string[];
  /** What is wanted and was not done, one sentence each. */
  readonly pending: readonly string[];
  /** Tables that their models cannot work on. */
  readonly outdated: readonly OutdatedTable[];
}

/** Others may have changed the schema between a plan and its turn; so often it is planned again. */
const MOST_PLANS = 50;

/**
 * Makes the database what models ask for, as far as that takes nothing away: it creates tables, adds columns, indexes and
 * constraints, widens types, and follows renames that models declare. It never drops a table or column and never narrows
 * one. What it may not do, or cannot because of the rows there are, is said and left.
 *
 * @param connection the database, outside of any transaction
 * @param wanted the tables that models ask for
 * @param options former names, and how long to wait for others
 * @returns what was done and what is pending
 * @throws MIGRATION.INVALID_SCHEMA when tables cannot be created as they are declared
 * @throws MIGRATION.INSIDE_TRANSACTION, MIGRATION.LOCK_TIMEOUT, MIGRATION.STEP_FAILED, MIGRATION.UNKNOWN_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { evolveSchema } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const id = { name: "id", type: { kind: "integer" }, nullable: false, default: { kind: "autoIncrement" } } as const;
 * const users = { name: "users", columns: [id], primaryKey: { columns: ["id"] }, uniques: [], foreignKeys: [], indexes: [] };
 * const { created } = await evolveSchema(connection, { tables: [users] });
 * console.log(created); // ["users"]
 * await connection.close();
 * ```
 */
export async function evolveSchema(
  connection: Connection,
  wanted: Schema,
  options: EvolveOptions = {},
): Promise<Evolution> {
  const { hints, waitMs, lockTimeoutMs } = resolveEvolveOptions(options);
  const hash = modelsHash(wanted, hints);
  const known = await readModelState(connection, hash);
  if (known !== undefined) return { isNew: false, created: [], steps: [], pending: [], ...known };
  if (connection.inTransaction) throw insideTransaction(connection);
  const done: PlanStep[] = [];
  const withheld = new Map<ObjectId, string>();
  let isPrepared = false;
  for (let plans = 1; ; plans++) {
    const stamp = await catalogStamp(connection);
    const look = await lookAtModels(connection, { wanted, hints });
    const { plan, pending, questions } = await planWhatMayBe(connection, look, withheld);
    if (!isPrepared) {
      await ensureBookkeeping(connection);
      isPrepared = true;
      // Where the bookkeeping is a part of the same catalog, that has changed its stamp.
      if (plan.segments.length === 0) continue;
    }
    if (plan.segments.length === 0) {
      const outdated = outdatedTables(look, { dialect: connection.dialect, pending });
      await recordModels(connection, { hash, known: knownAfter(look, questions), stamp, outdated });
      const steps = done.map(({ id }) => id);
      return {
        isNew: true,
        created: createdTables(done, look),
        steps,
        pending: pending.map(({ text }) => text),
        outdated,
      };
    }
    if (plans > MOST_PLANS) throw neverDone(connection, plan);
    try {
      const patience = { name: "models at start", waitMs, lockTimeoutMs, retryMs: waitMs };
      const own = new Set((await applyMigration(connection, plan, patience)).steps);
      done.push(...plan.segments.flatMap(({ steps }) => steps.filter(({ id }) => own.has(id))));
    } catch (error) {
      const isOutdated = isDataFlowError(error) && error.code === "MIGRATION.PLAN_OUTDATED" && plans < MOST_PLANS;
      if (!isOutdated && !withheldBy(error, plan, withheld)) throw error;
    }
  }
}

/** Each plan was applied, and the next one asked for more: somebody else keeps changing the schema back. */
function neverDone(connection: Connection, plan: MigrationPlan): Error {
  const steps = plan.segments.flatMap((segment) => segment.steps.map(({ id }) => id));
  return migrationErrors.create("UNEXPECTED_RESULT", {
    message: `The schema of ${connection.target} is not what the models ask for, however often it is changed: ${steps.join(", ")}`,
    why: "something else changes it back, or a step does not do what it says",
    fix: "look at what else changes this schema; autoMigrate: false lets this application leave it alone",
    meta: { steps },
  });
}

/** Models with other former names are other models: what they say has to be looked at. */
export function modelsHash(wanted: Schema, hints: EvolveOptions["hints"]): string {
  return contentHash({ wanted: schemaText(wanted), hints: hints ?? [] });
}

/** Something that is wanted and not done. */
export interface PendingChange {
  /** The object that it is about. */
  readonly object: ObjectId;
  readonly text: string;
}

async function planWhatMayBe(
  connection: Connection,
  look: ModelsLook,
  withheld: ReadonlyMap<ObjectId, string>,
): Promise<{ readonly plan: MigrationPlan; readonly pending: readonly PendingChange[]; readonly questions: boolean }> {
  const { plan: all, desired } = await planModels(connection, look);
  const asked = all.questions.filter((question) => mustBeAnswered(question, look, desired));
  const kept = new Set([...withheld.keys(), ...asked.map(({ created }) => created)]);
  const { plan } = await planStart(connection, look, kept);
  const said = [
    ...all.questions.map(({ created, message }) => ({ object: created, text: message })),
    ...all.refused.map(({ object, reason, allow }) => ({
      object,
      text: `${object}: ${reason}${allow === undefined ? "" : `; db.autoMigrate({ allow: [${JSON.stringify(allow)}] }) does it`}`,
    })),
    ...[...withheld].map(([object, text]) => ({ object, text })),
  ];
  const objects = new Set(said.map(({ object }) => object));
  // What is left when a start has done all that it may.
  const left = all.segments
    .flatMap(({ steps }) => steps)
    .filter(({ object }) => !objects.has(object))
    .map(({ object, id }) => ({ object, text: `${id}: db.autoMigrate() does it` }));
  return { plan, pending: [...said, ...left], questions: all.questions.length > 0 };
}

function createdTables(steps: readonly PlanStep[], { index, defaultSchema }: ModelsLook): readonly string[] {
  return steps.flatMap(({ operation, object }) => {
    const path = operation === "createTable" ? index.get(object)?.path : undefined;
    return path === undefined ? [] : [path.filter((name, depth) => depth > 0 || name !== defaultSchema).join(".")];
  });
}
