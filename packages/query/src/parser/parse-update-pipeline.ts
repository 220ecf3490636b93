import { describeKind, isPlainObject } from "@dataflow/core";
import { type AssignmentNode, assignInside } from "../ast/assignment-node.ts";
import type { DocumentChange, DocumentExpression, DocumentStage } from "../ast/document-change.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import type { QueryTable } from "../table/query-table.ts";
import { shown, tooComplex, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";
import { type ExpressionReading, parseDocumentExpression } from "./parse-document-expression.ts";
import { parseKeyPath } from "./parse-update-path.ts";
import type { UpdateOptions } from "./update-options.ts";

/** The key that no stage takes away: MongoDB puts it back. */
const ID = "_id";
const MAX_STAGES = 10;
/** Deeper expressions than these make are refused by one database. */
const MAX_STEPS = 100;
const FIX = 'write stages such as { $set: { "profile.city": "$profile.town" } } and { $unset: "profile.town" }';

type StageParser = (operand: unknown, stage: Stage) => void;

const STAGES: ReadonlyMap<string, StageParser> = new Map<string, StageParser>([
  ["$set", parseSet],
  ["$addFields", parseSet],
  ["$unset", parseUnset],
  ["$project", parseProject],
  ["$replaceWith", parseReplace],
  ["$replaceRoot", (operand, stage) => parseReplace(newRootOf(operand, stage), stage)],
]);

/** One stage while it is read: what it does with each JSON field. */
interface Stage {
  readonly table: QueryTable;
  readonly path: string;
  readonly fields: Map<string, FieldStage>;
}

interface FieldStage {
  readonly values: unknown[];
  readonly assigned: Assigned[];
  readonly removed: (readonly number[])[];
  replaced?: Extract<DocumentStage, { readonly kind: "replace" }>["value"];
  /** The places that were named, to find conflicts. */
  readonly places: string[];
}

type Assigned = Extract<DocumentStage, { readonly kind: "assign" }>["places"][number];

/**
 * Reads an update that is a pipeline: stages that compute the document in a JSON field from itself.
 *
 * @param input the stages
 * @param table the table
 * @param options those of the update; array filters do not go with a pipeline
 * @returns one assignment for each field that is changed
 * @throws QUERY.INVALID_UPDATE, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.TOO_COMPLEX, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 */
export function parseUpdatePipeline(
  input: readonly unknown[],
  table: QueryTable,
  { arrayFilters }: UpdateOptions,
): readonly AssignmentNode[] {
  if (input.length === 0) throw invalidUpdate("update", "is a pipeline without a stage", FIX);
  if (input.length > MAX_STAGES)
    throw tooComplex("update", `has more than ${MAX_STAGES} stages`, "change more in one stage");
  if (arrayFilters !== undefined)
    throw invalidUpdate("arrayFilters", "does not go with a pipeline", "leave it out, or write operators");
  const changes = new Map<string, DocumentChange[]>();
  for (const [index, stage] of input.entries()) {
    for (const [field, change] of parseStage(stage, `update.${index}`, table)) {
      const list = changes.get(field) ?? [];
      list.push(change);
      changes.set(field, list);
      if (list.reduce((sum, one) => sum + stepsOf(one), 0) > MAX_STEPS)
        throw tooComplex(
          "update",
          "changes more of one document than one statement can",
          "set a larger part as a whole",
        );
    }
  }
  return Object.freeze(Array.from(changes, ([field, list]) => assignInside(field, list)));
}

function stepsOf({ values, form }: DocumentChange): number {
  if (form.kind !== "stage") return values.length;
  const { stage } = form;
  if (stage.kind === "replace") return values.length + nodesIn(stage.value);
  if (stage.kind === "remove") return values.length + stage.places.length;
  return stage.places.reduce((sum, { value }) => sum + 2 + nodesIn(value), values.length);
}

function nodesIn(expression: DocumentExpression): number {
  if (expression.kind === "list") return expression.items.reduce((sum, item) => sum + nodesIn(item), 1);
  if (expression.kind !== "document") return 1;
  return expression.entries.reduce((sum, { value }) => sum + nodesIn(value), 1);
}

function parseStage(input: unknown, path: string, table: QueryTable): readonly (readonly [string, DocumentChange])[] {
  if (!isPlainObject(input)) throw invalidUpdate(path, `must be a stage, and is ${describeKind(input)}`, FIX);
  const [operator = "", ...others] = Object.keys(input);
  if (others.length > 0) throw invalidUpdate(path, "must have exactly one operator", FIX);
  const parse = STAGES.get(operator);
  if (parse === undefined) throw unknownOperator(operator, path, [...STAGES.keys()]);
  const stage: Stage = { table, path: `${path}.${operator}`, fields: new Map() };
  if (input[operator] === undefined) throw undefinedValue(stage.path);
  parse(input[operator], stage);
  return Array.from(stage.fields, ([field, { values, ...rest }]) => {
    const form = { kind: "stage", stage: stageOf({ ...rest, values }, stage.path) } as const;
    return [field, Object.freeze({ operator, path: [], values, form })];
  });
}

function stageOf(stage: FieldStage, path: string): DocumentStage {
  if (stage.replaced !== undefined) return { kind: "replace", value: stage.replaced, id: stage.values.push(ID) - 1 };
  if (stage.removed.length === 0) return { kind: "assign", places: stage.assigned };
  if (stage.assigned.length === 0) return { kind: "remove", places: stage.removed };
  throw invalidUpdate(path, "both keeps and leaves out places of one field", "write two stages");
}

/** The JSON field that a dotted path starts with, and the keys behind it. */
function placeIn(
  stage: Stage,
  target: string,
  path: string,
): { readonly field: FieldStage; readonly keys: readonly string[]; readonly name: string } {
  const [name = "", ...rest] = target.split(".");
  const found = stage.table.fields.get(name);
  if (found === undefined) throw unknownField(target, path, stage.table);
  if (found.type.kind !== "json")
    throw invalidUpdate(path, `is about "${name}", and pipelines change JSON fields`, "use operators for other fields");
  const field: FieldStage = stage.fields.get(name) ?? { values: [], assigned: [], removed: [], places: [] };
  stage.fields.set(name, field);
  const keys = rest.length === 0 ? [] : parseKeyPath(rest.join("."), path);
  const place = keys.join(".");
  const isTaken = (other: string) =>
    other === place || other === "" || place === "" || other.startsWith(`${place}.`) || place.startsWith(`${other}.`);
  if (field.places.some(isTaken))
    throw invalidUpdate(path, "names a place that the stage names elsewhere, or one inside it", "write two stages");
  field.places.push(place);
  return { field, keys, name };
}

function isId(keys: readonly string[]): boolean {
  return keys.length === 1 && keys[0] === ID;
}

function keep(values: unknown[], keys: readonly string[]): readonly number[] {
  return keys.map((key) => values.push(key) - 1);
}

function reading(field: FieldStage, name: string, path: string): ExpressionReading {
  return { values: field.values, field: name, path, depth: 1 };
}

function fieldsOf(operand: unknown, path: string): Readonly<Record<string, unknown>> {
  if (isPlainObject(operand) && Object.keys(operand).length > 0) return operand;
  throw invalidUpdate(path, "must be an object of places", FIX);
}

function parseSet(operand: unknown, stage: Stage): void {
  for (const [target, value] of Object.entries(fieldsOf(operand, stage.path))) assign(target, value, stage);
}

/** As in MongoDB, an object in `$set` names places inside the place: the others in it stay. */
function assign(target: string, value: unknown, stage: Stage): void {
  const path = `${stage.path}.${shown(target)}`;
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  if (isPlainObject(value) && keys.length > 0 && !keys.some((key) => key.startsWith("$"))) {
    for (const [key, inner] of Object.entries(value)) assign(`${target}.${key}`, inner, stage);
    return;
  }
  const { field, keys: place, name } = placeIn(stage, target, path);
  const kept = keep(field.values, place);
  field.assigned.push({ keys: kept, value: parseDocumentExpression(value, reading(field, name, path)) });
}

function parseUnset(operand: unknown, stage: Stage): void {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw invalidUpdate(stage.path, "names no place", FIX);
  for (const target of list) {
    if (typeof target !== "string") throw invalidUpdate(stage.path, "must name places by strings", FIX);
    const { field, keys } = placeIn(stage, target, `${stage.path}.${shown(target)}`);
    if (!isId(keys)) field.removed.push(keep(field.values, keys));
  }
}

/** What is kept is named by its first key: a document of just those. */
function parseProject(operand: unknown, stage: Stage): void {
  const kept = new Map<FieldStage, { readonly key: number; readonly value: Assigned["value"] }[]>();
  for (const [target, value] of Object.entries(fieldsOf(operand, stage.path))) {
    const path = `${stage.path}.${shown(target)}`;
    const { field, keys, name } = placeIn(stage, target, path);
    if (value === 0 || value === false) {
      if (!isId(keys)) field.removed.push(keep(field.values, keys));
      continue;
    }
    if (keys.length !== 1)
      throw invalidUpdate(path, "keeps a place that is not a key of the document", "name first keys, or use $set");
    const [key = 0] = keep(field.values, keys);
    const isKept = value === 1 || value === true;
    const expression = isKept
      ? ({ kind: "place", keys: [key] } as const)
      : parseDocumentExpression(value, reading(field, name, path));
    kept.set(field, [...(kept.get(field) ?? []), { key, value: expression }]);
  }
  for (const [field, entries] of kept) {
    if (field.removed.length > 0)
      throw invalidUpdate(stage.path, "both keeps and leaves out places of one field", "write two stages");
    field.replaced = { kind: "document", start: field.values.push({}) - 1, entries };
  }
}

function newRootOf(operand: unknown, stage: Stage): unknown {
  const keys = isPlainObject(operand) ? Object.keys(operand) : [];
  if (isPlainObject(operand) && keys.length === 1 && keys[0] === "newRoot") return operand.newRoot;
  throw invalidUpdate(stage.path, "must be { newRoot: … }", "write { $replaceRoot: { newRoot: { profile: … } } }");
}

/** The row keeps its columns: only the JSON fields that are named get a new document. */
function parseReplace(operand: unknown, stage: Stage): void {
  for (const [target, value] of Object.entries(fieldsOf(operand, stage.path))) {
    const path = `${stage.path}.${shown(target)}`;
    const { field, keys, name } = placeIn(stage, target, path);
    if (keys.length > 0) throw invalidUpdate(path, "must be the name of a JSON field", "name the field alone");
    field.replaced = parseDocumentExpression(value, reading(field, name, path));
  }
}
