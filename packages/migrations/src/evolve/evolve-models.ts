import { isDataFlowError, type Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { catalogStamp } from "../introspect/catalog-stamp.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";
import { insideTransaction } from "../schema-errors.ts";
import type { EvolveOptions } from "./evolve-options.ts";
import type { Evolution } from "./evolve-schema.ts";
import { knownAfter, lookAtModels, type ModelsLook } from "./look-at-models.ts";
import { recordModels } from "./model-states.ts";
import { mustBeAnswered } from "./must-be-answered.ts";
import { outdatedTables } from "./outdated-tables.ts";
import { planModels, planStart } from "./plan-models.ts";
import { withheldBy } from "./withheld.ts";

/** Others may have changed the schema between a plan and its turn; so often it is planned again. */
const MOST_PLANS = 50;

/** A start that may have something to do. */
export interface EvolveRequest extends Required<EvolveOptions> {
  /** Tells the models from all others: what `modelsText` gives. */
  readonly identity: string;
}

/**
 * What a start does when its models were not yet applied to the catalog as it is. Any number of processes, of any number
 * of versions, may start at once: each plans for what it sees, one at a time changes something, and whoever saw something
 * else looks again.
 *
 * @param connection the database
 * @param wanted the tables that models ask for
 * @param request checked options
 * @returns what was done and what is pending
 */
export async function evolveModels(connection: Connection, wanted: Schema, request: EvolveRequest): Promise<Evolution> {
  const { identity, hints, waitMs, lockTimeoutMs } = request;
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
      await recordModels(connection, { identity, known: knownAfter(look, questions), stamp, outdated });
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
