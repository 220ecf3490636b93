import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { belowField, plainFilter } from "./conformance-files.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = process.env.DATAFLOW_CONFORMANCE_DIR ?? join(ROOT, "../shared/conformance");

/** One case of the golden output: an update of a document, and what becomes of it. */
export interface UpdateCase {
  /** Its number in the file, from zero. */
  readonly number: number;
  readonly doc: Readonly<Record<string, unknown>>;
  readonly update: unknown;
  readonly query: unknown;
  /** The new document, the old one where nothing changes, or undefined for an error. */
  readonly expected: unknown;
}

/** Where the cases are; undefined when they are not there. */
export const conformanceFile = [
  join(FOLDER, "mongo-updates.json"),
  join(ROOT, "../../shared/conformance/mongo-updates.json"),
].find((file) => existsSync(file));

/** All cases, their extended JSON read as JSON can say it. */
export function updateCases(): readonly UpdateCase[] {
  if (conformanceFile === undefined) return [];
  const cases: readonly Record<string, unknown>[] = JSON.parse(readFileSync(conformanceFile, "utf8"));
  return cases.map((entry, number) => {
    const doc = plainJson(entry.doc) as UpdateCase["doc"]; // the file's documents are objects
    const expected = entry.expected === "NOOP" ? doc : plainJson(entry.expected);
    return { number, doc, update: plainJson(entry.update), query: plainJson(entry.query), expected };
  });
}

function plainJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plainJson);
  const entries = Object.entries(value);
  const [[key, only] = ["", undefined]] = entries;
  if (entries.length === 1 && key.startsWith("$number")) return Number(only);
  if (entries.length === 1 && (key === "$date" || key === "$oid"))
    return typeof only === "string" ? only : JSON.stringify(only);
  return Object.fromEntries(entries.map(([name, inner]) => [name, plainJson(inner)]));
}

/** The update with every path led into a JSON field; a whole document replaces the field's. */
export function updateOfField(update: unknown, field: string): unknown {
  if (Array.isArray(update)) return update.map((stage) => stageOfField(stage, field));
  if (typeof update !== "object" || update === null) return update;
  const keys = Object.keys(update);
  if (!keys.some((key) => key.startsWith("$"))) return { [field]: update };
  return Object.fromEntries(
    Object.entries(update).map(([operator, operands]) => [
      operator,
      Object.fromEntries(
        Object.entries(operands).map(([path, operand]) => [
          `${field}.${path}`,
          operator === "$rename" ? `${field}.${operand}` : operand,
        ]),
      ),
    ]),
  );
}

/** A stage of a pipeline about documents as one about the documents in a JSON field. */
function stageOfField(stage: unknown, field: string): unknown {
  const [[operator, operand] = ["", undefined]] = Object.entries(Object(stage));
  const within = expressionOfField(operand, field);
  const below = (places: unknown) =>
    Object.fromEntries(Object.entries(Object(places)).map(([path, value]) => [`${field}.${path}`, value]));
  if (operator === "$unset")
    return { $unset: Array.isArray(operand) ? operand.map((path) => `${field}.${path}`) : `${field}.${operand}` };
  if (operator === "$replaceRoot") return { $replaceRoot: { newRoot: { [field]: Object(within).newRoot } } };
  return { [operator]: operator === "$replaceWith" ? { [field]: within } : below(within) };
}

function expressionOfField(expression: unknown, field: string): unknown {
  if (typeof expression === "string" && /^\$(?!\$)/.test(expression)) return `$${field}.${expression.slice(1)}`;
  if (Array.isArray(expression)) return expression.map((item) => expressionOfField(item, field));
  if (typeof expression !== "object" || expression === null || "$literal" in expression) return expression;
  return Object.fromEntries(Object.entries(expression).map(([key, value]) => [key, expressionOfField(value, field)]));
}

/**
 * The filters of `$[name]`, which the file does not have: such that the golden documents come out of its updates.
 * @param number the case
 */
export function arrayFiltersOf(number: number): readonly Readonly<Record<string, unknown>>[] | undefined {
  return ARRAY_FILTERS.get(number);
}

const ARRAY_FILTERS: ReadonlyMap<number, readonly Readonly<Record<string, unknown>>[]> = new Map<
  number,
  readonly Readonly<Record<string, unknown>>[]
>([
  [151, [{ numElem: { $lte: 150 } }]],
  [152, [{ numElem: { $lte: 150 } }]],
  [153, [{ scoreElem: { $gte: 200 } }]],
  [154, [{ scoreElem: { $gte: 200 } }]],
  [155, [{ "metricElem.dev": { $gt: 80 }, "metricElem.avg": { $gte: 86 } }]],
  [156, [{ $or: [{ "metricElem.value": 96 }, { "metricElem.value": 68 }] }]],
  [157, [{ ansScore: { $gte: 18 } }]],
  [158, [{ "typeElem.type": "quiz" }]],
  [159, [{ row: 0 }]],
  [160, [{ row: { $eq: 2 } }]],
  [161, [{ row: { $in: [0] } }]],
  [162, [{ row: 0 }]],
  [163, [{ row: 0 }]],
  [164, [{ row: [11, 12, 13] }]],
]);

/** A filter of documents as one of rows that hold the documents in a JSON field. */
export function filterOfField(filter: unknown, field: string): Readonly<Record<string, unknown>> {
  return { ...belowField(plainFilter(filter), field) };
}

/** The numbers of the declared divergences, as the document that explains them lists them. */
export function declaredDivergences(): readonly number[] {
  const text = readFileSync(join(ROOT, "docs/update-divergences.md"), "utf8");
  const rows = text.split("\n").filter((line) => /^\| \d/.test(line));
  const numbers = rows
    .flatMap((row) => (row.split("|")[1] ?? "").split(","))
    .map((part) => part.trim().split("–").map(Number));
  return numbers
    .flatMap(([from = 0, to = from]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
    .toSorted((a, b) => a - b);
}
