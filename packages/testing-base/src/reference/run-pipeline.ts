import { compareDocuments } from "./compare-documents.ts";
import { isDocument } from "./document-paths.ts";
import { matchesDocument } from "./match-document.ts";
import { groupDocuments } from "./pipeline-groups.ts";
import { type Document, type Ranked, valueAt, without, withValue } from "./pipeline-row.ts";

/** The documents of other tables, by the name that a `$lookup` calls them by. */
export type PipelineTables = ReadonlyMap<string, readonly Document[]>;

/**
 * What a pipeline gives: the meaning of its stages written down as plainly as possible, for tests to hold databases
 * against. Rows that no `$sort` tells apart stay in the order that they are given in, groups in that of their keys. A
 * field that is null stands for one that is missing. It checks nothing: give it pipelines that `parsePipeline` takes.
 *
 * @param documents the rows of the table, in the order of its primary key
 * @param pipeline the stages
 * @param tables the rows that lookups find, in the order of their primary keys
 * @returns the rows
 * @throws TypeError when there is no such stage
 * @example
 * ```ts
 * import { runPipeline } from "@dataflow/testing/reference";
 *
 * runPipeline([{ shop: "a", total: 1 }, { shop: "a", total: 2 }], [{ $group: { _id: "$shop", sum: { $sum: "$total" } } }]);
 * // [{ _id: "a", sum: 3 }]
 * ```
 */
export function runPipeline(
  documents: readonly Document[],
  pipeline: readonly Document[],
  tables: PipelineTables = new Map(),
): readonly Document[] {
  let rows: readonly Ranked[] = documents.map((document, index) => ({ document, rank: [index] }));
  for (const stage of pipeline) {
    const [[name, input] = ["", undefined]] = Object.entries(stage);
    rows = passStage(rows, { name, input, tables });
  }
  return rows.map(({ document }) => document);
}

interface Stage {
  readonly name: string;
  readonly input: unknown;
  readonly tables: PipelineTables;
}

function passStage(rows: readonly Ranked[], { name, input, tables }: Stage): readonly Ranked[] {
  if (name === "$limit") return rows.slice(0, Number(input));
  if (name === "$skip") return rows.slice(Number(input));
  if (name === "$unwind") return unwound(rows, isDocument(input) ? input : { path: input });
  if (!isDocument(input)) throw new TypeError("The reference needs an object here");
  switch (name) {
    case "$match":
      return rows.filter(({ document }) => matchesDocument(input, document));
    case "$sort":
      return sorted(rows, input);
    case "$group":
      return groupDocuments(rows, input).map((document, index) => ({ document, rank: [index] }));
    case "$project":
      return rows.map(({ document, rank }) => ({ document: projected(document, input), rank }));
    case "$lookup":
      return lookedUp(rows, input, tables);
    default:
      throw new TypeError(`The reference has no stage "${name}"`);
  }
}

function sorted(rows: readonly Ranked[], keys: Document): readonly Ranked[] {
  return [...rows].sort((a, b) => {
    for (const [path, direction] of Object.entries(keys)) {
      const order = compareDocuments(valueAt(a.document, path) ?? null, valueAt(b.document, path) ?? null);
      if (order !== 0) return order * Number(direction);
    }
    return compareDocuments(a.rank, b.rank);
  });
}

function lookedUp(rows: readonly Ranked[], input: Document, tables: PipelineTables): readonly Ranked[] {
  const { from, localField, foreignField, as, pipeline } = input;
  const others = tables.get(String(from)) ?? [];
  return rows.map(({ document, rank }) => {
    const key = valueAt(document, String(localField)) ?? null;
    const found = others.filter((other) => compareDocuments(valueAt(other, String(foreignField)) ?? null, key) === 0);
    const stages = Array.isArray(pipeline) ? pipeline : [];
    return { document: { ...document, [String(as)]: runPipeline(found, stages, tables) }, rank };
  });
}

function unwound(rows: readonly Ranked[], options: Document): readonly Ranked[] {
  const path = String(options.path).slice(1);
  const { includeArrayIndex: index, preserveNullAndEmptyArrays: keepsEmpty } = options;
  const placed = (document: Document, place: number | null) =>
    index === undefined ? document : { ...document, [String(index)]: place };
  return rows.flatMap(({ document, rank }) => {
    const value = valueAt(document, path) ?? null;
    if (value !== null && !Array.isArray(value)) return [{ document: placed(document, null), rank: [...rank, -1] }];
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    if (list.length > 0)
      return list.map((element, at) => ({
        document: placed(withValue(document, path, element), at),
        rank: [...rank, at],
      }));
    const kept = value === null ? document : withValue(document, path, null);
    return keepsEmpty === true ? [{ document: placed(kept, null), rank: [...rank, -1] }] : [];
  });
}

function projected(document: Document, input: Document): Document {
  const isLeft = (value: unknown) => value === 0 || value === false;
  const entries = Object.entries(input);
  const left = entries.filter(([, value]) => isLeft(value)).map(([path]) => path);
  if (left.length === entries.length) return left.reduce(without, document);
  const keepsId = document._id !== undefined && !entries.some(([path]) => path === "_id" || path.startsWith("_id."));
  let result: Document = keepsId ? { _id: document._id } : {};
  for (const [path, value] of entries) {
    if (isLeft(value)) continue;
    result = withValue(result, path, projectedValue(document, path, value));
  }
  return result;
}

function projectedValue(document: Document, path: string, value: unknown): unknown {
  if (!isDocument(value)) return valueAt(document, typeof value === "string" ? value.slice(1) : path) ?? null;
  const [[operator, place] = ["", ""]] = Object.entries(value);
  const found = valueAt(document, String(place).slice(1));
  return `$${typeof found}` === operator ? found : null;
}
