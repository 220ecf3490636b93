import type { Diagnostic, MaybePromise } from "@dataflow/core";
import { valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import type { PreparedRows, UpdateEachOperation } from "../operation/operation.ts";
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
interface KeyedField {
  readonly field: ModelField;
  readonly accept: (value: unknown) => unknown;
}

/** What rows that bring the same fields have in common. */
interface KeyedShape {
  /** Keys first, then the fields to change in order of their names. */
  readonly fields: readonly KeyedField[];
  /** The place of each field's value in a row; -1 for a key that it does not bring. */
  readonly places: readonly number[];
  /** Names that may not be written. */
  readonly refused: readonly string[];
  readonly rows: unknown[][];
}

interface Findings {
  readonly problems: Diagnostic[];
  readonly pending: Promise<void>[];
  readonly label: (index: number) => string;
}

/**
 * Checks rows that each carry a key and the fields to change. A field that a row leaves out stays as it is stored, so
 * rows are grouped by the fields they bring.
 *
 * @param definition the model
 * @param operation the fields of the key, and the rows as they were given
 * @returns the rows, keys first, grouped by shape, and every problem found; later when a validator is asynchronous
 */
export function prepareKeyedRows(
  definition: AnyModelDefinition,
  { keys, input, rowNumber }: Pick<UpdateEachOperation, "keys" | "input" | "rowNumber">,
): MaybePromise<PreparedRows> {
  const label = (index: number) => `${definition.name}[${rowNumber?.(index) ?? index}]`;
  const findings: Findings = { problems: [], pending: [], label };
  const shapes: KeyedShape[] = [];
  const known = new RowShapes((names) => {
    const shape = shapeOf(names, keys, definition);
    shapes.push(shape);
    return shape;
  });
  const given: unknown[] = [];
  for (const [index, row] of input.entries()) {
    const shape = known.read(row, given);
    for (const name of shape.refused)
      findings.problems.push(unknownFieldProblem(definition, `${label(index)}.${name}`, definition.updatable));
    if (shape.fields.length > keys.length) shape.rows.push(keyedValues(given, shape, { index, keys, findings }));
  }
  const sets = shapes
    .filter(({ rows }) => rows.length > 0)
    .map(({ fields, rows }) => ({ fields: fields.map(({ field }) => field.name), values: rows }));
  const prepared: PreparedRows = { sets, problems: findings.problems };
  return findings.pending.length === 0 ? prepared : preparedLater(findings.pending, prepared);
}

function shapeOf(names: readonly string[], keys: readonly string[], definition: AnyModelDefinition): KeyedShape {
  const changed = names.filter((name) => !keys.includes(name));
  const writable = changed.filter((name) => definition.updatable.includes(name)).sort();
  const fields = [...keys, ...writable].flatMap((name) => definition.fields.get(name) ?? []).map(keyedField);
  return {
    fields,
    places: fields.map(({ field }) => names.indexOf(field.name)),
    refused: changed.filter((name) => !writable.includes(name)),
    rows: [],
  };
}

function keyedField(field: ModelField): KeyedField {
  const accept = valueAcceptor(field.type);
  return { field, accept: field.declaration.validators.length === 0 ? accept : () => undefined };
}

interface RowTask {
  readonly index: number;
  readonly keys: readonly string[];
  readonly findings: Findings;
}

function keyedValues(given: readonly unknown[], { fields, places }: KeyedShape, task: RowTask): unknown[] {
  // Made in its length: what a list that grows has in reserve is more than a row of few fields takes.
  const values = new Array<unknown>(fields.length);
  for (let position = 0; position < fields.length; position++) {
    const column = fields[position];
    if (column === undefined) continue;
    const { field, accept } = column;
    const value = given[places[position] ?? -1];
    const accepted = value === undefined || value === null ? undefined : accept(value);
    values[position] = accepted === undefined ? null : accepted;
    if (accepted !== undefined) continue;
    checkSlowly({ field, value, isKey: position < task.keys.length }, task, (checked) => {
      values[position] = checked;
    });
  }
  return values;
}

function checkSlowly(
  { field, value, isKey }: { readonly field: ModelField; readonly value: unknown; readonly isKey: boolean },
  { index, findings }: RowTask,
  keep: (value: unknown) => void,
): void {
  const path = `${findings.label(index)}.${field.name}`;
  if (value === undefined || (isKey && value === null)) {
    findings.problems.push(problem(path, isKey ? REQUIRED : UNDEFINED_REFUSED));
    return;
  }
  const settle = (done: Checked<unknown>): void => {
    if ("problems" in done) findings.problems.push(...done.problems);
    else keep(done.value);
  };
  const checked = checkFieldValue(field, value, path);
  // Keys are looked up, not stored: what their schemas make of them is not what is looked for.
  const isDone = "problems" in checked || checked.value === null || isKey;
  const validated = isDone ? checked : applyValidators(field, checked.value, path);
  if (validated instanceof Promise) findings.pending.push(validated.then(settle));
  else settle(validated);
}
