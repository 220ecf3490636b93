import type { Connection, SqlParameter } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import type { CopyDialect, CopyRow, CopyTable } from "../dialects/copy-dialect.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import type { RowChoice } from "./choose-rows.ts";
import { type CopyPlan, type CopyReference, sameName } from "./copy-tables.ts";
import { type MaskPlan, maskRow, referenceMasks } from "./plan-masks.ts";

/** Between which databases rows are copied, and how. */
export interface RowCopyRequest {
  /** Inside the transaction that sees one moment. */
  readonly source: Connection;
  /** Inside the session that writes. */
  readonly target: Connection;
  readonly dialect: CopyDialect;
  readonly plan: CopyPlan;
  readonly masks: MaskPlan;
  /** Is called between two batches, and ends the copying when it throws. */
  readonly afterEach: () => Promise<void>;
}

/** The values of a reference in one row, as they are in the source. */
type Tuple = readonly SqlParameter[];

const BATCH_ROWS = 2_000;
/** Values that go into one query at most. */
const MOST_VALUES = 2_000;

/**
 * Copies chosen rows, and the rows that they refer to, and those that these refer to, until nothing is missing. Rows that
 * others refer to are looked for as those others come, each only once, so circles and references to the own table end.
 */
export class RowCopy {
  readonly #request: RowCopyRequest;
  readonly #parentRows = new Map<ObjectId, number>();
  /** What masked columns referred to before they were masked: the copy does not know it any more. */
  readonly #masked = new Map<CopyReference, Map<string, Tuple>>();

  constructor(request: RowCopyRequest) {
    this.#request = request;
  }

  /** Copies the chosen rows of a table. @returns how many */
  copyChosen({ table, text }: RowChoice): Promise<number> {
    const masked = this.#referencesOf(table).filter((reference) => this.#isMasked(reference));
    for (const reference of masked) if (!this.#masked.has(reference)) this.#masked.set(reference, new Map());
    return this.#copy(table, { text, parameters: [] }, (rows) => {
      for (const reference of masked)
        for (const tuple of tuplesOf(rows, reference)) this.#masked.get(reference)?.set(keyOf(tuple), tuple);
    });
  }

  /** Copies what the copied rows refer to. */
  async closeReferences(): Promise<void> {
    for (const reference of [...this.#request.plan.references.values()].flat()) {
      if (reference.parents.length === 0) continue;
      const masked = this.#masked.get(reference);
      if (masked !== undefined) {
        await this.#resolve(reference, [...masked.values()]);
        masked.clear();
      } else await this.#resolveMissing(reference);
    }
  }

  /** Rows that came because others refer to them, by table. */
  get parentRows(): ReadonlyMap<ObjectId, number> {
    return this.#parentRows;
  }

  async #resolveMissing(reference: CopyReference): Promise<void> {
    const { target, dialect } = this.#request;
    const own = reference.columns.map((name) => `c.${quoteIdentifier(name)}`);
    const present = own.map((name) => `${name} IS NOT NULL`).join(" AND ");
    const text = `SELECT DISTINCT ${own.map(dialect.exact).join(", ")} FROM ${dialect.only(reference.child.table)} AS c
      WHERE ${present} AND NOT EXISTS (${this.#parentQuery(reference, own)})`;
    for await (const tuples of target.stream({ text }, [], { batchSize: BATCH_ROWS }))
      await this.#resolve(reference, tuples.map(asTuple));
  }

  /** Goes down to what has nothing above it before it goes on, so that little waits at a time. */
  async #resolve(first: CopyReference, tuples: readonly Tuple[]): Promise<void> {
    const waiting: (readonly [CopyReference, readonly Tuple[]])[] = [[first, tuples]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [reference, all] = next;
      const size = Math.max(1, Math.floor(MOST_VALUES / Math.max(1, reference.columns.length)));
      if (all.length > size) waiting.push([reference, all.slice(size)]);
      const missing = await this.#missing(reference, all.slice(0, size));
      for (const parent of missing.length === 0 ? [] : reference.parents)
        waiting.push(...(await this.#copyParents(reference, parent, missing)));
    }
  }

  /** Those of the tuples whose row is not in the copy yet. */
  async #missing(reference: CopyReference, tuples: readonly Tuple[]): Promise<readonly Tuple[]> {
    const masks = referenceMasks(reference, this.#request.masks);
    const copied = tuples.map((tuple) => tuple.map((value, index) => masks[index]?.(value) ?? value));
    const names = ["i", ...reference.columns.map((_, index) => `v${index}`)];
    const rows = copied.map((tuple, index) => `(${index}, ${this.#placeholders(reference, index, tuple.length)})`);
    const own = reference.columns.map((_, index) => `c.v${index}`);
    const { rows: found } = await this.#request.target.execute(
      {
        text: `WITH c (${names.join(", ")}) AS (VALUES ${rows.join(", ")})
          SELECT c.i FROM c WHERE NOT EXISTS (${this.#parentQuery(reference, own)})`,
      },
      copied.flat(),
    );
    return found.flatMap(([index]) => {
      const tuple = tuples[Number(index)];
      return tuple === undefined ? [] : [tuple];
    });
  }

  async #copyParents(
    reference: CopyReference,
    parent: CopyTable,
    tuples: readonly Tuple[],
  ): Promise<readonly (readonly [CopyReference, readonly Tuple[]])[]> {
    const { dialect } = this.#request;
    const names = reference.targetColumns.map((name) => `t.${quoteIdentifier(name)}`).join(", ");
    const rows = tuples.map((tuple, index) => `(${this.#placeholders(reference, index, tuple.length)})`);
    const text = `SELECT ${dialect.values(parent)} FROM ${dialect.only(parent.table)} AS t WHERE (${names}) IN (VALUES ${rows.join(", ")})`;
    const next = this.#referencesOf(parent).map((one) => [one, new Map<string, Tuple>()] as const);
    const count = await this.#copy(parent, { text, parameters: tuples.flat() }, (batch) => {
      for (const [one, found] of next) for (const tuple of tuplesOf(batch, one)) found.set(keyOf(tuple), tuple);
    });
    this.#parentRows.set(parent.id, (this.#parentRows.get(parent.id) ?? 0) + count);
    return next.flatMap(([one, found]) => (found.size === 0 ? [] : [[one, [...found.values()]] as const]));
  }

  async #copy(
    table: CopyTable,
    query: { readonly text: string; readonly parameters: readonly SqlParameter[] },
    look: (rows: readonly CopyRow[]) => void,
  ): Promise<number> {
    const { source, target, dialect, masks, afterEach } = this.#request;
    let count = 0;
    for await (const batch of source.stream({ text: query.text }, query.parameters, { batchSize: BATCH_ROWS })) {
      const rows = batch.map(asTuple);
      look(rows);
      await dialect.insert(
        target,
        table,
        masks.tables.has(table.id) ? rows.map((row) => maskRow(row, table, masks)) : rows,
      );
      count += rows.length;
      await afterEach();
    }
    return count;
  }

  #referencesOf(table: CopyTable): readonly CopyReference[] {
    const references = this.#request.plan.references.get(table.id) ?? [];
    return references.filter(({ parents }) => parents.length > 0);
  }

  #isMasked(reference: CopyReference): boolean {
    return referenceMasks(reference, this.#request.masks).some((mask) => mask !== undefined);
  }

  /** The name of the parent's column comes first: its rules of comparison are the ones that count. */
  #parentQuery({ target, isTargetWhole, targetColumns }: CopyReference, own: readonly string[]): string {
    const table = isTargetWhole ? quoteTable(target) : this.#request.dialect.only(target);
    const same = targetColumns.map((name, index) => `p.${quoteIdentifier(name)} = ${own[index]}`).join(" AND ");
    return `SELECT 1 FROM ${table} AS p WHERE ${same}`;
  }

  #placeholders({ types }: CopyReference, row: number, width: number): string {
    const { dialect } = this.#request;
    return types.map((type, index) => dialect.placeholder(row * width + index + 1, type)).join(", ");
  }
}

/** Values of a database as they are given to another one. */
function asTuple(row: readonly unknown[]): CopyRow {
  return row as CopyRow; // a driver gives what it takes: texts, numbers, bytes and NULL
}

/** What rows refer to: nothing where a value is missing, for then the database asks for no row. */
function tuplesOf(rows: readonly CopyRow[], { child, columns }: CopyReference): readonly Tuple[] {
  const places = columns.map((name) => child.columns.findIndex((column) => sameName(column.name, name)));
  return rows.map((row) => places.map((place) => row[place] ?? null)).filter((tuple) => !tuple.includes(null));
}

function keyOf(tuple: Tuple): string {
  return tuple
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value)))
    .join("\0");
}
