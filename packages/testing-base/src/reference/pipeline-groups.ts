import { compareDocuments } from "./compare-documents.ts";
import { isDocument } from "./document-paths.ts";
import { type Document, type Ranked, valueAt } from "./pipeline-row.ts";

/**
 * Makes groups of rows.
 *
 * @param rows the rows, in their order
 * @param input what stands under `$group`
 * @returns one document for each group, in the order of their keys
 */
export function groupDocuments(rows: readonly Ranked[], { _id: id, ...outputs }: Document): readonly Document[] {
  const groups: { readonly key: unknown; readonly members: Document[] }[] = [];
  for (const { document } of rows) {
    const key = evaluate(id, document);
    const group = groups.find((one) => compareDocuments(one.key, key) === 0);
    if (group === undefined) groups.push({ key, members: [document] });
    else group.members.push(document);
  }
  groups.sort((a, b) => compareDocuments(keysOf(a.key), keysOf(b.key)));
  return groups.map(({ key, members }) => ({
    _id: key,
    ...Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, computed(output, members)])),
  }));
}

/** `"$field"`, an object of such, or a value. */
function evaluate(expression: unknown, document: Document): unknown {
  if (typeof expression === "string") return valueAt(document, expression.slice(1)) ?? null;
  if (!isDocument(expression)) return expression;
  return Object.fromEntries(Object.entries(expression).map(([name, one]) => [name, evaluate(one, document)]));
}

function keysOf(key: unknown): unknown {
  return isDocument(key) ? Object.values(key) : key;
}

function computed(output: unknown, members: readonly Document[]): unknown {
  const [[name, operand] = ["", null]] = Object.entries(isDocument(output) ? output : {});
  if (operand === 1 || (isDocument(operand) && Object.keys(operand).length === 0)) return members.length;
  const values = members.map((document) => evaluate(operand, document));
  const present = values.filter((value) => value !== null);
  const sum = () => present.reduce((total: number, value) => total + Number(value), 0);
  switch (name) {
    case "$count":
      return present.length;
    case "$sum":
      return sum();
    case "$avg":
      return present.length === 0 ? null : sum() / present.length;
    case "$min":
      return distinct(present)[0] ?? null;
    case "$max":
      return distinct(present).at(-1) ?? null;
    case "$first":
      return values[0] ?? null;
    case "$last":
      return values.at(-1) ?? null;
    case "$push":
      return values;
    case "$addToSet":
      return distinct(values);
    case "$countDistinct":
      return distinct(present).length;
    default:
      throw new TypeError(`The reference has no operator "${name}"`);
  }
}

/** The different values, in their order. */
function distinct(values: readonly unknown[]): readonly unknown[] {
  const ordered = [...values].sort(compareDocuments);
  return ordered.filter((value, index) => index === 0 || compareDocuments(value, ordered[index - 1]) !== 0);
}
