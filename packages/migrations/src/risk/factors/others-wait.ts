import { blocksReads, blocksWrites } from "../../effects/lock-mode.ts";
import type { RelationEffect } from "../../effects/statement-effects.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { TableFacts } from "../../facts/table-facts.ts";
import type { RiskFactor } from "../risk-assessment.ts";
import type { RiskInput, RiskRule } from "../risk-input.ts";
import { bounded, workWeight } from "../risk-score.ts";

/** How much of a table's size is worked through while others wait. */
export function workOf({ rewrites, buildsIndex, scans }: RelationEffect): number {
  return rewrites ? 1 : buildsIndex ? 0.9 : scans ? 0.7 : 0;
}

/** The facts of the table that an effect is on; a file is all its tables. */
export function factsOf({ relation }: RelationEffect, { tables }: RiskInput): TableFacts | undefined {
  if (relation.kind === "file")
    return tables.toSorted((left, right) => (right.rows.value ?? Infinity) - (left.rows.value ?? Infinity))[0];
  return tables.find(
    ({ table }) => table.name === relation.name && (table.schema ?? "public") === (relation.schema ?? "public"),
  );
}

/** Queries that wait until the change is done. */
export const othersWait: RiskRule = {
  category: "AVAILABILITY",
  weigh: (input) => input.effects.flatMap(({ relations }) => relations.flatMap((effect) => waiting(effect, input))),
};

function waiting(effect: RelationEffect, input: RiskInput): readonly RiskFactor[] {
  const { lock, relation } = effect;
  if (lock === undefined || !blocksWrites(lock)) return [];
  const isRead = blocksReads(lock) && relation.kind !== "file";
  const facts = factsOf(effect, input);
  const size = relation.kind === "index" && facts === undefined ? 0 : workWeight(facts?.rows.value);
  const work = workOf(effect);
  const [base, most] = isRead ? [20, 80] : [12, 68];
  const name = relation.schema === undefined ? relation.name : `${relation.schema}.${relation.name}`;
  const evidence: Evidence[] = [{ source: "statement", fact: `lock on ${name}`, value: lock }];
  if (facts !== undefined)
    evidence.push(facts.rows.evidence, facts.activity.reads.evidence, facts.activity.rowsWritten.evidence);
  const who = isRead ? "readers and writers" : "writers";
  const during = work === 0 ? "for a moment" : `while ${wordOf(effect)}`;
  return [
    {
      code: isRead ? "READERS_WAIT" : "WRITERS_WAIT",
      description: `${who} of ${name} wait ${during}${rowsOf(facts)}`,
      impactScore: bounded((base + most * work * size) * activityWeight(facts)),
      evidence,
    },
  ];
}

function wordOf({ rewrites, buildsIndex }: RelationEffect): string {
  return rewrites ? "it is written anew" : buildsIndex ? "an index is built" : "all its rows are read";
}

function rowsOf(facts: TableFacts | undefined): string {
  const rows = facts?.rows.value;
  return rows === undefined ? "; nobody knows how many rows it has" : ` (${rows} rows)`;
}

/** A table that is known to be used by nobody keeps fewer waiting; one of which nothing is known counts as busy. */
function activityWeight(facts: TableFacts | undefined): number {
  const [reads, writes] = [facts?.activity.reads.value, facts?.activity.rowsWritten.value];
  if (reads === undefined || writes === undefined) return 1;
  return 0.6 + 0.4 * Math.min(1, Math.log10(1 + reads + writes) / 4);
}
