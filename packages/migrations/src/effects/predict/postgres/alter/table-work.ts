import type { ConstraintFact, IndexFact, Oid } from "../facts.ts";
import { isReusable } from "../index-reuse.ts";
import type { Alteration, TableWork } from "./alteration.ts";

/** After the catalog, the rows: tables are read or written anew, and what hangs on changed columns is checked again. */
export function finishWork(alteration: Alteration): void {
  for (const [table, work] of alteration.works) {
    const { draft, model } = alteration;
    if (work.scans) draft.scan(table);
    const indexes = model.indexesOf(table);
    if (work.rewrites) {
      draft.rewrite(table);
      draft.scan(table);
    }
    for (const index of indexes) finishIndex(alteration, table, index);
    if (work.retyped.length > 0) recheckConstraints(alteration, table, work);
  }
}

function finishIndex(alteration: Alteration, table: Oid, index: IndexFact): void {
  const { draft, model, works } = alteration;
  const work = works.get(table);
  if (work === undefined) return;
  const read = work.retyped.filter(({ number }) => index.reads.includes(number));
  const isPartitioned = model.relations.get(table)?.kind === "p";
  const isBuilt = !isPartitioned && (work.rewrites || (read.length > 0 && !isReusable(index, read, model)));
  if (isBuilt || read.length > 0) draft.lock(index.oid, "ACCESS EXCLUSIVE");
  if (isPartitioned && read.length > 0) completePartitions(alteration, table, index);
  if (!isBuilt) return;
  draft.rewrite(index.oid);
  draft.buildIndex(table);
}

/** The index of a partitioned table is made anew, and with it an index of each partition that had none of it. */
function completePartitions({ draft, model }: Alteration, table: Oid, index: IndexFact): void {
  const served = new Set(model.children(index.oid).map((child) => model.indexes.get(child)?.table));
  for (const partition of model.children(table)) if (!served.has(partition)) draft.buildIndex(partition);
}

function recheckConstraints(alteration: Alteration, table: Oid, { retyped, rewrites }: TableWork): void {
  const { draft, model } = alteration;
  const numbers = retyped.map(({ number }) => number);
  const touches = (columns: readonly number[]) => columns.some((column) => numbers.includes(column));
  for (const constraint of model.constraintsOf(table)) {
    if (!touches(constraint.columns)) continue;
    if (constraint.type === "c" && constraint.isValidated && constraint.isEnforced) draft.scan(table);
    if (constraint.type === "f") recheckReference(alteration, constraint, rewrites);
  }
  for (const constraint of model.referencesTo(table)) {
    if (touches(constraint.referencedColumns)) recheckReference(alteration, constraint, rewrites);
  }
}

/** Both sides of a foreign key are locked, and read when the values may have changed. */
function recheckReference({ draft }: Alteration, constraint: ConstraintFact, rewrites: boolean): void {
  for (const side of [constraint.table, constraint.references]) {
    if (side === null) continue;
    draft.lock(side, "ACCESS EXCLUSIVE");
    if (rewrites && constraint.isValidated && constraint.isEnforced) draft.scan(side);
  }
}
