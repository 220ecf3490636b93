import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One case of the golden filters: which of some documents match. */
export interface FilterCase {
  readonly source: string;
  readonly filter: object;
  readonly docs: readonly object[];
  readonly match: readonly boolean[];
}

const REPOSITORY = join(import.meta.dirname, "../../..");

/** Where golden cases are looked for: DATAFLOW_CONFORMANCE_DIR, else beside the repository. */
export const conformanceFolder = process.env.DATAFLOW_CONFORMANCE_DIR ?? join(REPOSITORY, "../shared/conformance");

/** The golden filters; undefined when they are not on this machine. */
export function filterCases(): readonly FilterCase[] | undefined {
  const file = join(conformanceFolder, "mongo-filters.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** A declared divergence: what a filter gives here that is not what the golden case says. */
export interface Divergence {
  /** The filter, as JSON. */
  readonly filter: string;
  readonly database: string;
  /** A code of an error, or the ids of the documents that are answered otherwise. */
  readonly outcome: string;
}

/** The rows of docs/query-divergences.md: filter, database, outcome, reason. */
export function declaredDivergences(): readonly Divergence[] {
  const page = readFileSync(join(REPOSITORY, "docs/query-divergences.md"), "utf8");
  const rows = page.matchAll(/^\| `(.+?)` \| (\w+) \| (.+?) \| .+ \|$/gm);
  return Array.from(rows, ([, filter = "", database = "", outcome = ""]) => ({ filter, database, outcome }));
}

/** A golden filter as filters are written here: regular expressions by `$regex`. */
export function plainFilter(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainFilter);
  if (typeof value !== "object" || value === null) return value;
  if ("$regularExpression" in value) {
    const { pattern, options } = value.$regularExpression as { readonly pattern: string; readonly options: string }; // what extended JSON has there
    return { $regex: pattern, $options: options };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainFilter(inner)]));
}

/** A filter of documents as one of rows that hold the documents in a JSON field. */
export function belowField(filter: unknown, field: string): object {
  const entries = Object.entries(filter as object).map(([key, value]: readonly [string, unknown]) => {
    if (key === "$expr") return [key, expressionBelow(value, field)];
    if (!key.startsWith("$")) return [`${field}.${key}`, value];
    return [key, Array.isArray(value) ? value.map((one) => belowField(one, field)) : value];
  });
  return Object.fromEntries(entries);
}

/** Fields start with a dollar there. */
function expressionBelow(value: unknown, field: string): unknown {
  if (typeof value === "string" && value.startsWith("$")) return `$${field}.${value.slice(1)}`;
  if (Array.isArray(value)) return value.map((one) => expressionBelow(one, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expressionBelow(inner, field)]));
}

/** A golden document as JavaScript holds it: NaN and infinities are numbers. JSON cannot say them. */
export function decodedDocument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodedDocument);
  if (typeof value !== "object" || value === null) return value;
  if ("$numberDouble" in value) return Number(value.$numberDouble);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decodedDocument(inner)]));
}
