import type { Diagnostic, MaybePromise, NodeValues } from "@dataflow/core";
import { valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { PreparedRows } from "../operation/operation.ts";
import { preparedLater } from "./prepared-later.ts";
import {
  applyValidators,
  type Checked,
  checkFieldValue,
  problem,
  REQUIRED,
  UNDEFINED_REFUSED,
  unknownFieldProblem,
} from "./row-check.ts";
import { RowShapes } from "./row-shapes.ts";

/** A field with what takes a value that needs no second look: it gives undefined for any other. */
interface ShapeField {
  readonly field: ModelField;
  readonly accept: (value: unknown) => unknown;
  /** What a row that leaves it out is given; undefined when that takes a second look. */
  readonly absent: unknown;
}

/** The columns that rows of one shape fill. */
interface RowShape {
  readonly fields: readonly ShapeField[];
  readonly names: readonly string[];
  /** How many values a row will have when the stages have added their columns. */
  readonly length: number;
}

/** What rows that bring the same fields have in common. */
interface GivenShape {
  readonly columns: RowShape;
  /** The place of each column's value among those of the row; -1 when the row leaves it out. */
  readonly places: readonly number[];
  /** The place of a number that the database gives when it is undefined; -1 when there is none. */
  readonly numberPlace: number;
  readonly unknown: readonly string[];
}

/** How the rows of one model are made ready to be stored; computed once per model. */
export interface InsertPlan {
  readonly definition: AnyModelDefinition;
  /** Every field that a row may bring. */
  readonly complete: RowShape;
  readonly shapes: RowShapes<GivenShape>;
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
  const { tenantId, version, createdAt, updatedAt } = definition.managed;
  const added = [tenantId, version, createdAt, updatedAt].filter((name) => name !== undefined).length;
  const rowShape = (fields: readonly ShapeField[]): RowShape =>
    Object.freeze({
      fields,
      names: Object.freeze(fields.map(({ field }) => field.name)),
      length: fields.length + added,
    });
  const filled = insertable.filter(({ field }) => field.declaration.default?.kind === "database");
  const columns = new RowShapes((brought) =>
    rowShape(insertable.filter((column) => !filled.includes(column) || brought.includes(column.field.name))),
  );
  const complete = rowShape(insertable);
  const shapes = new RowShapes((names) =>
    givenShape(
      names,
      columns.of(filled.map(({ field }) => field.name).filter((name) => names.includes(name))),
      complete,
    ),
  );
  return Object.freeze({ definition, complete, shapes });
}

function givenShape(names: readonly string[], columns: RowShape, complete: RowShape): GivenShape {
  const numbered = columns.fields.find(({ field }) => field.isAutoIncrement);
  return {
    columns,
    places: columns.names.map((name) => names.indexOf(name)),
    numberPlace: numbered === undefined ? -1 : names.indexOf(numbered.field.name),
    unknown: names.filter((name) => !complete.names.includes(name)),
  };
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
  const given: unknown[] = [];
  for (let index = 0; index < input.length; index++) {
    const row = input[index];
    if (row === undefined) continue;
    const shape = shapeOf(plan, row, given);
    const { names } = shape.columns;
    if (current?.fields !== names) {
      current = { fields: names, values: [] };
      sets.push(current);
    }
    current.values.push(prepareRow(shape, given, { row, index, findings }));
    for (const name of shape.unknown) {
      const path = `${findings.label(index)}.${name}`;
      findings.problems.push(unknownFieldProblem(definition, path, plan.complete.names));
    }
  }
  const prepared: PreparedRows = { sets, problems: findings.problems };
  return findings.pending.length === 0 ? prepared : preparedLater(findings.pending, prepared);
}

/** What the database fills in is left out of the statement, so that it does. A number that is undefined is left out. */
function shapeOf({ shapes }: InsertPlan, row: NodeValues, given: unknown[]): GivenShape {
  const shape = shapes.read(row, given);
  if (shape.numberPlace < 0 || given[shape.numberPlace] !== undefined) return shape;
  const number = Object.keys(row)[shape.numberPlace];
  return shapes.read(Object.fromEntries(Object.entries(row).filter(([name]) => name !== number)), given);
}

function shapeField(field: ModelField): ShapeField {
  const { default: fallback, validators } = field.declaration;
  const accept = valueAcceptor(field.type);
  const otherwise = fallback === undefined && field.nullable ? null : undefined;
  if (validators.length > 0) return { field, accept: () => undefined, absent: otherwise };
  return { field, accept, absent: fallback?.kind === "value" ? fallback.value : otherwise };
}

interface RowTask {
  readonly row: NodeValues;
  readonly index: number;
  readonly findings: Findings;
}

function prepareRow({ columns, places }: GivenShape, given: readonly unknown[], task: RowTask): unknown[] {
  const { fields, length } = columns;
  // Made in its length: what a list that grows has in reserve is more than a row of few fields takes.
  const values = new Array<unknown>(length);
  for (let position = 0; position < fields.length; position++) {
    const column = fields[position];
    const place = places[position];
    if (column === undefined || place === undefined) continue;
    const value = place < 0 ? undefined : given[place];
    const known = place < 0 ? column.absent : value === undefined || value === null ? undefined : column.accept(value);
    values[position] = known === undefined ? null : known;
    if (known === undefined) prepareValue(column.field, task, values, position);
  }
  return values;
}

function prepareValue(field: ModelField, task: RowTask, values: unknown[], position: number): void {
  const { findings } = task;
  let checked = givenOrDefault(field, task, field.name);
  if ("problems" in checked) checked = givenOrDefault(field, task, pathOf(field, task)); // only now worth the whole path
  if ("problems" in checked) return void findings.problems.push(...checked.problems);
  values[position] = checked.value;
  if (field.declaration.validators.length === 0 || checked.value === null) return;
  const settle = (done: Checked<unknown>): void => {
    if ("problems" in done) findings.problems.push(...done.problems);
    else values[position] = done.value;
  };
  const validated = applyValidators(field, checked.value, pathOf(field, task));
  if (validated instanceof Promise) findings.pending.push(validated.then(settle));
  else settle(validated);
}

function pathOf(field: ModelField, { index, findings }: RowTask): string {
  return `${findings.label(index)}.${field.name}`;
}

function givenOrDefault(field: ModelField, task: RowTask, path: string): Checked<unknown> {
  const { row } = task;
  const isGiven = Object.hasOwn(row, field.name);
  const value = isGiven ? row[field.name] : undefined;
  if (value !== undefined) return checkFieldValue(field, value, path);
  if (isGiven) return { problems: [problem(path, UNDEFINED_REFUSED)] };
  const fallback = field.declaration.default;
  if (fallback?.kind === "value") return { value: fallback.value };
  if (fallback?.kind === "function") return checkFieldValue(field, createdBy(fallback.create, field, task), path);
  return field.nullable ? { value: null } : { problems: [problem(path, REQUIRED)] };
}

/** @throws MODEL.DEFAULT_FAILED */
function createdBy(create: () => unknown, field: ModelField, task: RowTask): unknown {
  try {
    return create();
  } catch (cause) {
    const path = pathOf(field, task);
    throw modelErrors.create("DEFAULT_FAILED", {
      message: `The default function of ${path} threw an error; it is the cause of this one`,
      why: "a row that leaves the field out gets what the function gives, and it gave nothing",
      fix: "mend the function that .default() was given, or give the field a value in each row",
      meta: { field: path },
      cause,
    });
  }
}
