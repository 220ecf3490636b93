import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../catalog/catalog.ts";
import { type TableName, tableLabel, tableOfPath } from "../diff/table-name.ts";
import { blocksReads, blocksWrites } from "../effects/lock-mode.ts";
import type { RelationEffect, StatementEffects } from "../effects/statement-effects.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { FindNeed } from "./mitigated-steps.ts";
import { sizedTable } from "./sized-need.ts";
import type { StatementNeed } from "./statement-need.ts";
import type { MitigationSubject, Transformation } from "./transformation.ts";

/**
 * What finds out whether statements keep others waiting: by what they are foretold to do, and by how many rows there are.
 *
 * @param connection the database
 * @param objects what there is before the plan
 * @param tableSize rows, where nobody knows how many there are
 * @returns the function that does
 */
export function needFinder(connection: Connection, objects: CatalogIndex, tableSize?: number): FindNeed {
  return async (subject, transformation) => {
    const { effects } = subject;
    const slow = effects.relations.filter((effect) => keepsWaiting(effect, transformation));
    const known = effects.relations.map(evidenceOf);
    if (slow.length === 0 && effects.unknown.length === 0) return harmless(effects, known);
    const tables = new Map(
      slow.flatMap((effect) => tableBehind(effect, subject, objects)).map((table) => [tableLabel(table), table]),
    );
    const sizes: Evidence[] = [];
    let isEmpty = tables.size > 0 && effects.unknown.length === 0;
    for (const table of tables.values()) {
      const { evidence, isEmpty: has } = await sizedTable(connection, table, tableSize);
      sizes.push(...evidence);
      isEmpty &&= has;
    }
    if (isEmpty)
      return {
        isNeeded: false,
        reason: `${[...tables.keys()].join(", ")} ${tables.size === 1 ? "is" : "are"} empty`,
        evidence: sizes,
      };
    return {
      isNeeded: true,
      reason: reasonOf(slow, effects, [...tables.keys()]),
      evidence: [...known, ...unknownOf(effects), ...sizes],
    };
  };
}

/** What has rows that others use; a sequence has one, and an index is its table's. */
const ROWS: ReadonlySet<string> = new Set(["table", "materialized view", "file"]);

/** Whether others wait for longer than a moment. */
function keepsWaiting(
  { lock, scans, rewrites, buildsIndex, relation }: RelationEffect,
  transformation?: Transformation,
): boolean {
  if (lock === undefined || !ROWS.has(relation.kind)) return false;
  // Rows that were written stay locked until the end, whatever the lock of the table.
  if (transformation?.name === "batched-write") return true;
  // A drop takes a moment, and waits before it for everyone who reads, with everyone else behind it.
  if (transformation?.category === "CONCURRENT_BUILD" && blocksReads(lock)) return true;
  return blocksWrites(lock) && (scans || rewrites || buildsIndex);
}

/** The table whose rows count: the relation itself, or on a file that of the step. */
function tableBehind(
  { relation }: RelationEffect,
  { step }: MitigationSubject,
  objects: CatalogIndex,
): readonly TableName[] {
  const { name, schema, kind } = relation;
  if (kind !== "file") return kind === "table" ? [{ name, ...(schema !== undefined && { schema }) }] : [];
  const object = objects.get(step.object);
  const table =
    object?.kind === "table" ? object : object?.parent === undefined ? undefined : objects.get(object.parent);
  return table === undefined ? [] : [tableOfPath(table.path)];
}

function harmless({ statement }: StatementEffects, known: readonly Evidence[]): StatementNeed {
  const nothing: Evidence = {
    source: "catalog",
    fact: "relations that it locks and that were there before",
    value: 0,
    query: statement,
  };
  const reason =
    known.length === 0
      ? "it is about nothing that was there before"
      : "others wait for a moment at most: it looks at no rows";
  return { isNeeded: false, reason, evidence: known.length === 0 ? [nothing] : known };
}

function workOf({ scans, rewrites, buildsIndex }: RelationEffect): string {
  if (rewrites) return "all rows are written anew";
  if (buildsIndex) return "an index is built from all rows";
  return scans ? "all rows are read" : "no rows are read";
}

function evidenceOf(effect: RelationEffect): Evidence {
  const { relation, lock = "no lock" } = effect;
  const name = tableLabel({ name: relation.name, ...(relation.schema !== undefined && { schema: relation.schema }) });
  const fact = `what it does to the ${relation.kind} ${name}, foretold from its words and the catalog`;
  return { source: "catalog", fact, value: `${lock}, ${workOf(effect)}` };
}

function unknownOf({ unknown }: StatementEffects): readonly Evidence[] {
  return unknown.map((what) => ({ source: "statement", fact: `its effects, because of ${what}`, value: "unknown" }));
}

function reasonOf(slow: readonly RelationEffect[], { unknown }: StatementEffects, tables: readonly string[]): string {
  const [first] = slow;
  if (first === undefined) return `nobody knows what it does, because of ${unknown.join(", ")}`;
  const who =
    first.lock !== undefined && blocksReads(first.lock) && first.relation.kind !== "file"
      ? "readers and writers"
      : "writers";
  return `${who} of ${tables.join(", ") || first.relation.name} wait while ${workOf(first)}`;
}
