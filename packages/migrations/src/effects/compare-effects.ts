import { LOCK_MODES, type LockMode } from "./lock-mode.ts";
import type { RelationEffect, StatementEffects } from "./statement-effects.ts";
import type { HeldLocks, TracedEffects } from "./trace/traced-effects.ts";

/** A point in which what was foretold is not what was seen. */
export interface EffectDisagreement {
  readonly statement: string;
  /** `"public.users"`; absent when it is about the statement as a whole. */
  readonly relation?: string;
  readonly about: "lock" | "rewrites" | "scans" | "buildsIndex" | "nonTransactional" | "waitsForTransactions";
  readonly predicted: LockMode | boolean | undefined;
  readonly traced: LockMode | boolean | undefined;
  /** Whether more happens than was foretold: then the prediction was not safe. */
  readonly isUnderstated: boolean;
}

/**
 * Compares what was foretold with what was seen. Where the tracer could not look at everything, only what goes beyond
 * the prediction counts; and a lock that the transaction had already is not missed.
 *
 * @param predicted what a predictor says of a statement
 * @param traced what was seen of the same one
 * @returns the points in which they differ; none when they agree
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { compareEffects, predictScript, readPredictionFacts, traceEffects } from "@dataflow/migrations";
 *
 * async function check(stagingUrl: string) {
 *   const staging = connect(stagingUrl);
 *   const sql = "ALTER TABLE users ADD COLUMN note text";
 *   const [predicted] = await predictScript(sql, await readPredictionFacts(staging));
 *   const [traced] = await traceEffects(staging, [sql]);
 *   if (predicted !== undefined && traced !== undefined) console.log(compareEffects(predicted, traced));
 *   await staging.close();
 * }
 * ```
 */
export function compareEffects(predicted: StatementEffects, traced: TracedEffects): readonly EffectDisagreement[] {
  const foretold = new Map(predicted.relations.map((effect) => [nameOf(effect), effect]));
  const seen = new Map(traced.relations.map((effect) => [nameOf(effect), effect]));
  const held = new Map(traced.heldBefore.map((locks) => [nameOf(locks), locks]));
  const found = [...compareFlags(predicted, traced)];
  for (const name of new Set([...foretold.keys(), ...seen.keys()])) {
    const sides = { foretold: foretold.get(name), seen: seen.get(name), held: held.get(name) };
    found.push(...compareRelation(name, sides));
  }
  return found
    .filter(({ isUnderstated }) => isUnderstated || traced.unknown.length === 0)
    .map((difference) => ({ statement: predicted.statement, ...difference }));
}

type Difference = Omit<EffectDisagreement, "statement">;

function nameOf({ relation: { schema, name } }: Pick<RelationEffect, "relation">): string {
  return schema === undefined ? name : `${schema}.${name}`;
}

function compareFlags(predicted: StatementEffects, traced: TracedEffects): readonly Difference[] {
  return (["nonTransactional", "waitsForTransactions"] as const)
    .filter((about) => predicted[about] !== traced[about])
    .map((about) => ({ about, predicted: predicted[about], traced: traced[about], isUnderstated: traced[about] }));
}

interface Sides {
  readonly foretold: RelationEffect | undefined;
  readonly seen: RelationEffect | undefined;
  readonly held: HeldLocks | undefined;
}

function compareRelation(relation: string, { foretold, seen, held }: Sides): readonly Difference[] {
  const flags = (["rewrites", "scans", "buildsIndex"] as const).flatMap((about): readonly Difference[] => {
    const [predicted, traced] = [foretold?.[about] ?? false, seen?.[about] ?? false];
    return predicted === traced ? [] : [{ relation, about, predicted, traced, isUnderstated: traced }];
  });
  const [predicted, traced] = [foretold?.lock, seen?.lock];
  const wasHeld = predicted !== undefined && held?.locks.includes(predicted) === true;
  if (predicted === traced || (wasHeld && level(traced) < level(predicted))) return flags;
  return [{ relation, about: "lock", predicted, traced, isUnderstated: level(traced) > level(predicted) }, ...flags];
}

function level(lock: LockMode | undefined): number {
  return lock === undefined ? -1 : LOCK_MODES.indexOf(lock);
}
