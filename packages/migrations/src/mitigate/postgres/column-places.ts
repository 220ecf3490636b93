import type { Node } from "@pgsql/types";

/**
 * Where an expression names columns.
 *
 * @param expression a parsed expression
 * @returns the places of the names, in bytes of the parsed text; undefined when one is named with its table
 */
export function columnPlaces(expression: Node | undefined): readonly number[] | undefined {
  const places: number[] = [];
  let isPlain = expression !== undefined;
  visit(expression, (reference) => {
    const { fields, location } = reference;
    if (!Array.isArray(fields) || fields.length !== 1) isPlain = false;
    places.push(typeof location === "number" ? location : 0);
  });
  return isPlain ? places.sort((left, right) => left - right) : undefined;
}

type Tree = Readonly<Record<string, unknown>>;

function visit(value: unknown, see: (reference: Tree) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    if (key === "ColumnRef" && typeof entry === "object" && entry !== null) see({ ...entry });
    else visit(entry, see);
  }
}

/** A text with something put in at certain places, which are counted in bytes. */
export function withPrefix(text: string, places: readonly number[], prefix: string): string {
  const bytes = Buffer.from(text, "utf8");
  const ends = [...places, bytes.length];
  const parts = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end).toString("utf8"));
  return parts.join(prefix);
}
