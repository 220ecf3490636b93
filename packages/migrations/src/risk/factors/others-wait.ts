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

/** The facts of the table that an effect is on; undefined for what is no table, or of which nothing is known. */
export function factsOf({ relation }: RelationEffect, { tables }: RiskInput): TableFacts | undefined {
  return tables.find(
    ({ table }) => table.name === relation.name && (table.schema ?? "public") === (relation.schema ?? "public"),
  );
}

/** How much the size of a relation weighs; a table of which nothing is known weighs the most. */
export function sizeOf(effect: RelationEffect, facts: TableFacts | undefined): number {
  const holdsRows = effect.relation.kind === "table" || effect.relation.kind === "materialized view";
  return facts === undefined && !holdsRows ? 0 : workWeight(facts?.rows.value);
}

/** Queries that wait until the change is done. */
export const othersWait: RiskRule = {
  category: "AVAILABILITY",
  weigh: (input) =>
    input.effects.flatMap(({ relations }) => relations.flatMap((effect) => waiting(effect, input, relations))),
};

/** The lock of a file is held for what is done to any table in it. */
function heaviest(effect: RelationEffect, input: RiskInput, all: readonly RelationEffect[]): RelationEffect {
  if (effect.relation.kind !== "file") return effect;
  const weight = (one: RelationEffect) => workOf(one) * sizeOf(one, factsOf(one, input));
  return all.toSorted((left, right) => weight(right) - weight(left) || workOf(right) - workOf(left))[0] ?? effect;
}

function waiting(effect: RelationEffect, input: RiskInput, all: readonly RelationEffect[]): readonly RiskFactor[] {
  const { lock, relation } = effect;
  if (lock === undefined || !blocksWrites(lock)) return [];
  const isRead = blocksReads(lock);
  const worked = heaviest(effect, input, all);
  const facts = factsOf(worked, input);
  const size = sizeOf(worked, facts);
  const work = workOf(worked);
  const [base, most] = isRead ? [20, 80] : [12, 68];
  const name = relation.schema === undefined ? relation.name : `${relation.schema}.${relation.name}`;
  const evidence: Evidence[] = [{ source: "statement", fact: `lock on ${name}`, value: lock }];
  if (facts !== undefined)
    evidence.push(facts.rows.evidence, facts.activity.reads.evidence, facts.activity.rowsWritten.evidence);
  const who = isRead ? "readers and writers" : "writers";
  const during = work === 0 ? "for a moment" : `while ${wordOf(worked)}`;
  return [
    {
      code: isRead ? "READERS_WAIT" : "WRITERS_WAIT",
      description: `${who} of ${name} wait ${during}${work === 0 ? "" : rowsOf(facts)}`,
      impactScore: bounded((base + most * work * size) * activityWeight(facts)),
      evidence,
    },
  ];
}

function wordOf({ rewrites, buildsIndex }: RelationEffect): string {
  return rewrites ? "a table is written anew" : buildsIndex ? "an index is built" : "all rows are read";
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
