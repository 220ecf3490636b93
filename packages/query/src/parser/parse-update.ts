import { describeKind, isPlainObject } from "@dataflow/core";
import { type AssignmentNode, assignInside } from "../ast/assignment-node.ts";
import type { DocumentChange } from "../ast/document-change.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import { UPDATE_OPERATORS } from "../operators/update/update-operators.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { shown, tooComplex, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";
import { onlyOperator, parseColumnOperator, parseNewValue, unfittingOperator } from "./parse-column-change.ts";
import { parseDocumentChange, parseElementChange, type UpdateEntry } from "./parse-document-change.ts";
import { MATCHED_ELEMENT } from "./parse-update-path.ts";
import { parseUpdatePipeline } from "./parse-update-pipeline.ts";
import { NO_OPTIONS, type Reading, readingOf, refuseUnused, type UpdateOptions } from "./update-options.ts";

const FIELD_FORM = "$field";

/**
 * Parses an update: a new value for each field, or operators that change what is stored. An operator stands under its
 * field (`{ visits: { $inc: 1 } }`) or above its fields (`{ $inc: { visits: 1 } }`), and a dotted path leads to a place in
 * a JSON field. In a JSON field an object is always a document, never operators. A list is a pipeline: stages that compute
 * a document in a JSON field from the document itself, one after the other.
 *
 * @param input the update; comes from anywhere
 * @param table the table it is about
 * @param options what positional parts of paths stand for, and whether it is a new row that is changed
 * @returns the changes as frozen nodes, all changes of one field in one node
 * @throws QUERY.INVALID_UPDATE, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE, QUERY.TOO_COMPLEX
 * @example
 * ```ts
 * import { parseUpdate, type QueryTable } from "@dataflow/query";
 *
 * function visit(users: QueryTable) {
 *   return parseUpdate({ visits: { $inc: 1 }, "profile.city": "Paris", $push: { "profile.tags": "new" } }, users);
 * }
 *
 * function discount(orders: QueryTable) {
 *   const arrayFilters = [{ "item.price": { $gte: 100 } }];
 *   return parseUpdate({ $mul: { "basket.items.$[item].price": 0.9 } }, orders, { arrayFilters });
 * }
 * ```
 */
export function parseUpdate(
  input: unknown,
  table: QueryTable,
  options: UpdateOptions = NO_OPTIONS,
): readonly AssignmentNode[] {
  if (Array.isArray(input)) return parseUpdatePipeline(input, table, options);
  if (!isPlainObject(input)) throw invalidUpdate("update", `must be an object, and is ${describeKind(input)}`);
  if (Object.keys(input).length === 0) throw invalidUpdate("update", "is empty");
  const entries = readEntries(input);
  refuseConflicts(entries);
  const reading = readingOf(options, table);
  const nodes = new Map<string, AssignmentNode>();
  const changes = new Map<string, DocumentChange[]>();
  for (const entry of entries) {
    const [name = "", ...parts] = entry.target.split(".");
    const field = table.fields.get(name);
    if (field === undefined) throw unknownField(entry.target, entry.path, table);
    const node = parseEntry(entry, field, parts, reading);
    if (node === undefined) continue;
    if ("kind" in node) nodes.set(name, node);
    else {
      const list = changes.get(name) ?? [];
      list.push(node);
      checkSize(list);
      changes.set(name, list);
      nodes.set(name, assignInside(name, list));
    }
  }
  refuseUnused(reading.filters, entries);
  return Object.freeze([...nodes.values()]);
}

/** Deeper expressions than these make are refused by one database, and take the other a second to plan. */
const MAX_STEPS = 200;
/** What a filter of elements counts as. */
const ASKING_STEPS = 20;

function checkSize(changes: readonly DocumentChange[]): void {
  const steps = changes.reduce(
    (sum, { path, values, elements = [], position }) =>
      sum + path.length + values.length + 2 + ASKING_STEPS * (elements.length + (position === undefined ? 0 : 1)),
    0,
  );
  if (steps > MAX_STEPS)
    throw tooComplex(
      "update",
      "changes more places of one document than one statement can",
      "set a larger part of it as a whole",
    );
}

function readEntries(input: Readonly<Record<string, unknown>>): readonly UpdateEntry[] {
  return Object.keys(input).flatMap((key) => {
    const path = `update.${shown(key)}`;
    const operand = input[key];
    if (!key.startsWith("$")) return [{ operator: FIELD_FORM, target: key, operand, path }];
    if (!UPDATE_OPERATORS.has(key)) throw unknownOperator(key, path, [...UPDATE_OPERATORS.keys()]);
    if (operand === undefined) throw undefinedValue(path);
    if (!isPlainObject(operand))
      throw invalidUpdate(path, "must be an object of fields", `write { ${key}: { field: … } }`);
    return Object.keys(operand).map((target) => ({
      operator: key,
      target,
      operand: operand[target],
      path: `${path}.${shown(target)}`,
    }));
  });
}

/** As in MongoDB, no place may be changed twice, nor a place and one inside it: the order would decide the result. */
function refuseConflicts(entries: readonly UpdateEntry[]): void {
  const seen = new Map<string, "itself" | "inside">();
  for (const { operator, target, operand, path } of entries) {
    const targets = operator === "$rename" && typeof operand === "string" ? [target, operand] : [target];
    for (const place of targets) {
      const parts = place.split(".");
      const above = parts.map((_, index) => parts.slice(0, index + 1).join("."));
      if (seen.has(place) || above.some((prefix) => seen.get(prefix) === "itself")) throw conflict(path);
      for (const prefix of above) seen.set(prefix, prefix === place ? "itself" : "inside");
    }
  }
}

function conflict(path: string) {
  return invalidUpdate(
    path,
    "changes a place that the same update changes elsewhere, or one inside it",
    "change each place once",
  );
}

/** An assignment of the whole field, or a change inside it; nothing for what only concerns new rows. */
function parseEntry(
  entry: UpdateEntry,
  field: QueryField,
  parts: readonly string[],
  reading: Reading,
): AssignmentNode | DocumentChange | undefined {
  if (entry.operator === "$setOnInsert" && reading.isNewRow)
    return parseEntry({ ...entry, operator: "$set" }, field, parts, reading);
  if (field.type.kind === "json") return parseJsonEntry(entry, field, parts, reading);
  if (parts.length > 0)
    throw invalidUpdate(entry.path, `leads into "${field.name}", which is no JSON field`, "name the field alone");
  const { operator, operand, path } = entry;
  if (operator === FIELD_FORM && isPlainObject(operand)) {
    const [key, value] = onlyOperator(operand, path);
    return parseColumnEntry({ ...entry, operator: key, operand: value, path: `${path}.${shown(key)}` }, field);
  }
  return parseColumnEntry(operator === FIELD_FORM ? { ...entry, operator: "$set" } : entry, field);
}

function parseColumnEntry(entry: UpdateEntry, field: QueryField): AssignmentNode | DocumentChange | undefined {
  const { operator, operand, path } = entry;
  if (operator === "$setOnInsert") {
    parseNewValue(field, operand, path);
    return undefined;
  }
  const isWhole = operator === "$set" || operator === "$unset";
  if (field.type.kind === "array" && !isWhole) return parseElementChange(entry, field, field.type.element);
  return parseColumnOperator(field, operator, operand, path);
}

function parseJsonEntry(
  entry: UpdateEntry,
  field: QueryField,
  parts: readonly string[],
  { filters, matchOf }: Reading,
): AssignmentNode | DocumentChange {
  const { operator, operand, path } = entry;
  const isSet = operator === "$set" || operator === FIELD_FORM;
  if (parts.length === 0) {
    if (isSet) return parseNewValue(field, operand, path);
    if (operator === "$unset") return parseNewValue(field, null, path);
    if (operator === "$rename") throw unfittingOperator(operator, path, "json", ["$set", "$unset"]);
  }
  if (operator === FIELD_FORM && isPlainObject(operand)) refuseOperators(operand, entry);
  const match = parts.includes(MATCHED_ELEMENT) ? matchOf(field.name) : undefined;
  return parseDocumentChange(isSet ? { ...entry, operator: "$set" } : entry, parts, { filters, match });
}

/** An operator that is stored as a document would be a change that silently did not happen. */
function refuseOperators(operand: Readonly<Record<string, unknown>>, { path, target }: UpdateEntry): void {
  const operator = Object.keys(operand).find((key) => UPDATE_OPERATORS.has(key));
  if (operator === undefined) return;
  throw invalidUpdate(
    path,
    "has an operator under a place in a document, where an object is a value",
    `write { ${operator}: { ${JSON.stringify(shown(target))}: … } }`,
  );
}
