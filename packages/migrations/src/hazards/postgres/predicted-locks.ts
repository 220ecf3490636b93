import type { TableName } from "../../diff/table-name.ts";
import { tableLabel } from "../../diff/table-name.ts";
import { blocksWrites, LOCK_MODES } from "../../effects/lock-mode.ts";
import type { RelationEffect, StatementEffects } from "../../effects/statement-effects.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { FoundHazard } from "../assessed-statement.ts";
import { blockingHazard } from "./exposure.ts";
import type { PostgresContext } from "./postgres-context.ts";
import type { ScriptState } from "./script-state.ts";
import { unforeseenWork } from "./unforeseen-work.ts";

/**
 * Puts the locks that were foretold from the catalog in the place of those that the text alone tells.
 *
 * @param context the statement, with its effects where they are known
 * @param found what a rule found in it
 * @returns the same hazard with the better evidence
 */
export function withPrediction(context: PostgresContext, found: FoundHazard): FoundHazard {
  const { effects, state } = context;
  const isBlocking = found.hazard.evidence.some(isLock);
  const predicted = (effects?.relations ?? [])
    .filter(({ lock }) => lock !== undefined && blocksWrites(lock))
    .map(lockOf);
  if (effects !== undefined && found.hazard.isWork === true && isIdle(effects) && !isFilled(state))
    return dismissed(found);
  if (!isBlocking || predicted.length === 0) return found;
  const others = found.hazard.evidence.filter((evidence) => !isLock(evidence));
  return { ...found, hazard: { ...found.hazard, evidence: [...predicted, ...others] } };
}

/**
 * What was foretold and no rule has found: the way of a new version, or a form that nobody has thought of.
 *
 * @param context the statement
 * @param found what rules found in it
 * @returns one hazard for each table that is locked while its rows are read or written
 */
export function findUnforeseen(context: PostgresContext, found: readonly FoundHazard[]): readonly FoundHazard[] {
  if (found.some(({ hazard }) => hazard.isWork === true)) return [];
  const blocked = (context.effects?.relations ?? []).filter(({ lock }) => lock !== undefined && blocksWrites(lock));
  const tables = blocked.filter(({ relation }) => relation.kind === "table");
  const heavy = tables.filter((effect) => workOf(effect) !== "");
  if (tables.length === 0) return [];
  const rebuilt = blocked.filter((effect) => effect.relation.kind === "index" && workOf(effect) !== "");
  // An index that is built again takes as long as its table is large.
  return (heavy.length > 0 ? heavy : rebuilt.slice(0, 1)).map((effect) => {
    const table = tableOfEffect(effect.relation.kind === "index" ? (tables[0] ?? effect) : effect);
    const hazard = blockingHazard(context, {
      table,
      lock: effect.lock ?? "ACCESS EXCLUSIVE",
      message: `${tableLabel(table)} is locked while ${workOf(effect)}`,
      fix: "-- rehearse it on a copy, and find a sequence that locks the table for a moment only",
    });
    return withPrediction(context, { rule: unforeseenWork.id, hazard });
  });
}

/** Tables of the script are nobody's to the prediction, however many rows the script has put in. */
function isFilled({ tables }: ScriptState): boolean {
  return [...tables.values()].some(({ rows }) => rows === "many");
}

/** Whether it is known that no rows are gone through under a lock that keeps others waiting. */
function isIdle({ relations, unknown }: StatementEffects): boolean {
  const isBlocked = relations.some(
    (effect) => effect.lock !== undefined && blocksWrites(effect.lock) && workOf(effect) !== "",
  );
  return unknown.length === 0 && !isBlocked;
}

function dismissed(found: FoundHazard): FoundHazard {
  const fact = "no rows are read or written under the locks that the catalog foretells";
  return { ...found, hazard: { harmless: { source: "catalog", fact, value: true }, ...found.hazard } };
}

function isLock({ value }: Evidence): boolean {
  return LOCK_MODES.some((lock) => lock === value);
}

function lockOf(effect: RelationEffect): Evidence {
  const work = workOf(effect);
  const fact = `lock on ${effect.relation.kind} ${tableLabel(tableOfEffect(effect))}${work === "" ? "" : `, while ${work}`}`;
  return { source: "catalog", fact, value: effect.lock ?? "none" };
}

function workOf({ rewrites, scans, buildsIndex }: RelationEffect): string {
  if (rewrites) return "it is written anew";
  if (buildsIndex) return "an index is built";
  return scans ? "all its rows are read" : "";
}

function tableOfEffect({ relation }: RelationEffect): TableName {
  const { schema, name } = relation;
  return schema === undefined || schema === "public" ? { name } : { schema, name };
}
