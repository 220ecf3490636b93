import type { Diagnostic, MaybePromise, NodeValues } from "@dataflow/core";
import { valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import type { PreparedRows } from "../operation/operation.ts";
import {
  applyValidators,
  type Checked,
  checkFieldValue,
  problem,
  REQUIRED,
  UNDEFINED_REFUSED,
  unknownFieldProblem,
} from "./row-check.ts";

const MOST_SHAPES = 256;

/** A field with what takes a value that needs no second look: it gives undefined for any other. */
interface ShapeField {
  readonly field: ModelField;
  readonly accept: (value: unknown) => unknown;
}

/** The columns that rows of one shape fill. */
interface RowShape {
  readonly fields: readonly ShapeField[];
  readonly names: readonly string[];
}

/** How the rows of one model are made ready to be stored; computed once per model. */
export interface InsertPlan {
  readonly definition: AnyModelDefinition;
  /** Every field that a row may bring. */
  readonly complete: RowShape;
  /** Every field but those that the database fills in: the shape of rows that leave all of them out. */
  readonly plain: RowShape;
  /** The fields that the database fills in when a row leaves them out. */
  readonly filled: readonly ShapeField[];
  /** Shapes of rows that bring some of those fields, by the names that they bring. */
  readonly shapes: Map<string, RowShape>;
}

/** Where preparing a row leaves what it found, and what is still being asked. */
interface Findings {
  readonly problems: Diagnostic[];
  readonly pending: Promise<void>[];
  /** What a row is called in messages; only asked for when there is one. */
  readonly label: (index: number) => string;
}

/**
 * Computes the plan of a model.
 *
 * @param definition the model
 * @returns the plan
 */
export function insertPlan(definition: AnyModelDefinition): InsertPlan {
  const insertable = definition.insertable.flatMap((name) => definition.fields.get(name) ?? []).map(shapeField);
  const filled = insertable.filter(({ field }) => field.declaration.default?.kind === "database");
  return Object.freeze({
    definition,
    complete: rowShape(insertable),
    plain: rowShape(insertable.filter((field) => !filled.includes(field))),
    filled: Object.freeze(filled),
    shapes: new Map(),
  });
}

/**
 * Checks rows, fills in defaults, and brings every value to its stored form.
 *
 * @param plan the model's plan
 * @param input the rows as they were given
 * @param rowNumber the place of a row among all that the caller gave, for messages
 * @returns the rows, and every problem found; later when a validator is asynchronous
 */
export function prepareRows(
  plan: InsertPlan,
  input: readonly NodeValues[],
  rowNumber?: (index: number) => number,
): MaybePromise<PreparedRows> {
  const { definition } = plan;
  const findings: Findings = {
    problems: [],
    pending: [],
    label: (index) =>
      rowNumber === undefined && input.length === 1
        ? definition.name
        : `${definition.name}[${rowNumber === undefined ? index : rowNumber(index)}]`,
  };
  const sets: { readonly fields: readonly string[]; readonly values: unknown[][] }[] = [];
  let current: (typeof sets)[number] | undefined;
  for (let index = 0; index < input.length; index++) {
    const row = input[index];
    if (row === undefined) continue;
    const shape = shapeOf(plan, row);
    if (current?.fields !== shape.names) {
      current = { fields: shape.names, values: [] };
      sets.push(current);
    }
    current.values.push(prepareRow(plan, shape, { row, index, findings }));
  }
  const prepared: PreparedRows = { sets, problems: findings.problems };
  return findings.pending.length === 0 ? prepared : Promise.all(findings.pending).then(() => prepared);
}

/** What the database fills in is left out of the statement, so that it does. */
function shapeOf(plan: InsertPlan, row: NodeValues): RowShape {
  if (plan.filled.length === 0) return plan.complete;
  const brought = plan.filled.filter(
    ({ field: { name, isAutoIncrement } }) => Object.hasOwn(row, name) && !(isAutoIncrement && row[name] === undefined),
  );
  if (brought.length === 0) return plan.plain;
  if (brought.length === plan.filled.length) return plan.complete;
  const key = brought.map(({ field }) => field.name).join(" ");
  const known = plan.shapes.get(key);
  if (known !== undefined) return known;
  const shape = rowShape(
    plan.complete.fields.filter((field) => !plan.filled.includes(field) || brought.includes(field)),
  );
  // Fields that come and go have more combinations than are worth keeping.
  if (plan.shapes.size < MOST_SHAPES) plan.shapes.set(key, shape);
  return shape;
}

function rowShape(fields: readonly ShapeField[]): RowShape {
  return Object.freeze({ fields, names: Object.freeze(fields.map(({ field }) => field.name)) });
}

function shapeField(field: ModelField): ShapeField {
  const accept = valueAcceptor(field.type);
  return { field, accept: field.declaration.validators.length === 0 ? accept : () => undefined };
}

interface RowTask {
  readonly row: NodeValues;
  readonly index: number;
  readonly findings: Findings;
}

function prepareRow(plan: InsertPlan, shape: RowShape, task: RowTask): unknown[] {
  const { row } = task;
  const { fields } = shape;
  const values: unknown[] = [];
  let given = 0;
  for (let position = 0; position < fields.length; position++) {
    const column = fields[position];
    if (column === undefined) continue;
    const isGiven = Object.hasOwn(row, column.field.name);
    if (isGiven) given++;
    const value = isGiven ? row[column.field.name] : undefined;
    const accepted = value === undefined || value === null ? undefined : column.accept(value);
    if (accepted !== undefined) values.push(accepted);
    else {
      values.push(null);
      prepareValue(column.field, task, values, position);
    }
  }
  refuseUnknown(plan, shape, task, given);
  return values;
}

function refuseUnknown(plan: InsertPlan, shape: RowShape, { row, index, findings }: RowTask, given: number): void {
  let count = 0;
  for (const _name in row) count++;
  if (given === count) return;
  for (const name of Object.keys(row)) {
    if (shape.names.includes(name) || plan.complete.names.includes(name)) continue;
    const path = `${findings.label(index)}.${name}`;
    findings.problems.push(unknownFieldProblem(plan.definition, path, plan.complete.names));
  }
}

function prepareValue(field: ModelField, task: RowTask, values: unknown[], position: number): void {
  const { row, index, findings } = task;
  let checked = givenOrDefault(field, row, field.name);
  if ("problems" in checked) checked = givenOrDefault(field, row, `${findings.label(index)}.${field.name}`); // only now worth the whole path
  if ("problems" in checked) return void findings.problems.push(...checked.problems);
  values[position] = checked.value;
  if (field.declaration.validators.length === 0 || checked.value === null) return;
  const settle = (done: Checked<unknown>): void => {
    if ("problems" in done) findings.problems.push(...done.problems);
    else values[position] = done.value;
  };
  const validated = applyValidators(field, checked.value, `${findings.label(index)}.${field.name}`);
  if (validated instanceof Promise) findings.pending.push(validated.then(settle));
  else settle(validated);
}

function givenOrDefault(field: ModelField, row: NodeValues, path: string): Checked<unknown> {
  const isGiven = Object.hasOwn(row, field.name);
  const value = isGiven ? row[field.name] : undefined;
  if (value !== undefined) return checkFieldValue(field, value, path);
  if (isGiven) return { problems: [problem(path, UNDEFINED_REFUSED)] };
  const fallback = field.declaration.default;
  if (fallback?.kind === "value") return { value: fallback.value };
  if (fallback?.kind === "function") return checkFieldValue(field, fallback.create(), path);
  return field.nullable ? { value: null } : { problems: [problem(path, REQUIRED)] };
}
