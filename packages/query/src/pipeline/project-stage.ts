import { isPlainObject } from "@dataflow/core";
import { checkKind, outputNameProblem } from "../parser/aggregate-operators.ts";
import { shown, unknownField, unknownOperator } from "../parser/filter-error.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { parseFieldPath, parsePlace } from "./field-path.ts";
import { JSON_VALUES, type JsonValueType, jsonValueKind } from "./json-values.ts";
import { invalidStage, noScore } from "./pipeline-error.ts";
import type { DocumentRows, StageParser, StageRows } from "./pipeline-stage.ts";

/** A field that goes on, under a name. */
export interface ProjectedField {
  readonly name: string;
  /** Its name before. */
  readonly field: string;
  /** Only of a JSON field: the place in it whose value goes on, where it has the type. */
  readonly value?: ProjectedValue;
}

/** A value at a place in a JSON field. */
export interface ProjectedValue {
  /** None for the field itself. */
  readonly keys: readonly string[];
  readonly type: JsonValueType;
}

/** Chooses and renames fields. */
export interface ProjectStage {
  readonly kind: "project";
  readonly fields: readonly ProjectedField[];
}

const ID = "_id";
const EXAMPLE =
  'write { $project: { name: 1, sum: "$total" } } to choose fields, or { $project: { secret: 0 } } to leave some out';

/** `{ $project: { name: 1, sum: "$total" } }` or `{ $project: { secret: 0 } }` */
export const parseProjectStage: StageParser = (input, rows, path) => {
  if (!isPlainObject(input) || Object.keys(input).length === 0)
    throw invalidStage(path, "must be an object of at least one field", EXAMPLE);
  const names = Object.keys(input);
  const left = names.filter((name) => input[name] === 0 || input[name] === false);
  const isChoice = names.some((name) => !left.includes(name));
  if (isChoice && left.some((name) => name !== ID))
    throw invalidStage(path, "chooses some fields and leaves out others", EXAMPLE);
  checkPaths(names, path);
  const leaves = new Set(left.flatMap((name) => leftOut(name, rows, `${path}.${shown(name)}`)));
  const fields = isChoice ? chosen(input, rows.table, leaves, path) : rest(rows.table, leaves);
  if (fields.length === 0) throw invalidStage(path, "leaves no fields", EXAMPLE);
  checkNames(fields, path);
  return { stage: Object.freeze({ kind: "project", fields: Object.freeze(fields) }), rows: projected(fields, rows) };
};

function rest(table: QueryTable, leaves: ReadonlySet<string>): ProjectedField[] {
  return [...table.fields.keys()].filter((name) => !leaves.has(name)).map((name) => ({ name, field: name }));
}

/** The key of a group stays, unless it is left out by name. */
function chosen(
  input: Readonly<Record<string, unknown>>,
  table: QueryTable,
  leaves: ReadonlySet<string>,
  path: string,
): ProjectedField[] {
  const isNamed = (name: string) => Object.keys(input).some((key) => key === name || name.startsWith(`${key}.`));
  const ids = [...table.fields.keys()].filter((name) => isUnder(name, ID) && !leaves.has(name) && !isNamed(name));
  const keepsId = !Object.keys(input).some((key) => isUnder(key, ID));
  const fields = (keepsId ? ids : []).map((name) => ({ name, field: name }));
  for (const name of Object.keys(input)) {
    const value = input[name];
    if (value === 0 || value === false) continue;
    const place = `${path}.${shown(name)}`;
    if (value === 1 || value === true) {
      fields.push(...fieldsUnder(name, table, place).map((field) => ({ name: field, field })));
      continue;
    }
    const problem = outputNameProblem(name);
    if (problem !== undefined)
      throw invalidStage(place, `is not a name that a field can have: ${problem}`, "give it another name");
    if (isPlainObject(value) && Object.hasOwn(value, "$meta")) throw noScore(place);
    if (isPlainObject(value)) {
      fields.push(parseValue(name, value, table, place));
      continue;
    }
    const from = parseFieldPath(value, table, place).name;
    fields.push(
      ...fieldsUnder(from, table, place).map((field) => ({ name: `${name}${field.slice(from.length)}`, field })),
    );
  }
  return fields;
}

/** `{ $string: "$items.sku" }`: columns have one type each, and JSON does not say which. */
function parseValue(
  name: string,
  input: Readonly<Record<string, unknown>>,
  table: QueryTable,
  path: string,
): ProjectedField {
  const [operator = "", ...others] = Object.keys(input);
  const found = JSON_VALUES.get(operator);
  if (found === undefined || others.length > 0) throw unknownOperator(operator, path, [...JSON_VALUES.keys()]);
  const operatorPath = `${path}.${operator}`;
  const { field, keys } = parsePlace(input[operator], table, operatorPath);
  checkKind(field, ["json"], operator, operatorPath);
  return Object.freeze({ name, field: field.name, value: Object.freeze({ keys, type: found.type }) });
}

function isUnder(name: string, key: string): boolean {
  return name === key || name.startsWith(`${key}.`);
}

/** Without one of its fields a document is what remains of them. */
function leftOut(name: string, rows: StageRows, path: string): readonly string[] {
  const whole = [...rows.documents.keys()].filter((document) => name.startsWith(`${document}.`));
  return [...whole, ...fieldsUnder(name, rows.table, path)];
}

/** A field, or the parts of a key of several. */
function fieldsUnder(key: string, table: QueryTable, path: string): readonly string[] {
  const names = [...table.fields.keys()].filter((name) => isUnder(name, key));
  if (names.length === 0 && key !== ID) throw unknownField(key, path, table);
  return names;
}

/** A field and what is under it would be two values for one place. */
function checkPaths(names: readonly string[], path: string): void {
  const inner = names.find((name) => names.some((other) => name.startsWith(`${other}.`)));
  if (inner !== undefined) throw invalidStage(path, `names "${shown(inner)}" and what it is a part of`, EXAMPLE);
}

/** Parts of `_id` are put into an object of that name, which another field must not have. */
function checkNames(fields: readonly ProjectedField[], path: string): void {
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw invalidStage(path, `names "${shown(name)}" twice`, EXAMPLE);
    names.add(name);
  }
  if (names.has(ID) && fields.some(({ name }) => name.startsWith(`${ID}.`)))
    throw invalidStage(path, "gives _id a value and parts", EXAMPLE);
}

function projected(fields: readonly ProjectedField[], rows: StageRows): StageRows {
  const next = new Map<string, QueryField>();
  const [lists, parts] = [new Set<string>(), new Set<string>()];
  const documents = new Map<string, DocumentRows>();
  for (const { name, field, value } of fields) {
    const found = rows.table.fields.get(field);
    if (found === undefined) continue;
    if (value !== undefined) {
      next.set(name, Object.freeze({ name, column: name, type: jsonValueKind(value.type), nullable: true }));
      continue;
    }
    next.set(name, name === field ? found : Object.freeze({ ...found, name }));
    if (rows.lists.has(field)) lists.add(name);
    if (rows.parts.has(field)) parts.add(name);
    const within = rows.documents.get(field);
    if (within !== undefined) documents.set(name, within);
  }
  const { label, name } = rows.table;
  const table = Object.freeze({ label, name, fields: next, primaryKey: [] });
  return { ...rows, table, lists, documents, parts };
}
