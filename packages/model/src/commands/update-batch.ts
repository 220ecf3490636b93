import { isDataFlowError, type MaybePromise, type NodeValues } from "@dataflow/core";
import { allOf, equals, everything, type FilterNode } from "@dataflow/query";
import { keyReader, type ReadKey } from "../input/key-reader.ts";
import { prepareKeyedRows } from "../input/keyed-rows.ts";
import { checkFieldValue, oneProblem, problem, REQUIRED } from "../input/row-check.ts";
import { RowShapes } from "../input/row-shapes.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { OperationResult } from "../operation/operation.ts";
import type { PrepareRows } from "./read-ahead.ts";
import { errorOfRow } from "./row-error.ts";

/** How rows are changed by their keys. */
export interface UpdateTask {
  readonly binding: ModelBinding;
  readonly keys: readonly string[];
}

/** Changes that one statement makes: rows with different keys that only bring values, or one row with operators. */
interface UpdateStep {
  readonly rows: NodeValues[];
  /** The place of each row in the input. */
  readonly places: number[];
  readonly isAlone: boolean;
}

/**
 * Makes what changes rows by their keys, each in its own way, as if one were changed after the other: rows that only
 * bring values go into one statement as long as no key comes twice; a row with operators, paths or a version goes by
 * itself.
 *
 * @param task the model and the fields of the key
 * @returns what makes a batch ready
 */
export function updatePreparing(task: UpdateTask): PrepareRows {
  const { binding, keys } = task;
  const keyOf = keyReader(binding.definition, keys, false);
  const shapes = new RowShapes<UpdateShape>((names) => ({
    readKey: keyOf(names),
    isAlone: names.some((name) => needsOwnStatement(name, binding)),
  }));
  return (batch, firstRow) => {
    const runs = stepsOf(batch, firstRow, shapes).map((step) => stepRun(step, task));
    return async (meanwhile) => {
      let updated = 0;
      for (const [index, run] of runs.entries())
        updated += await run(index === runs.length - 1 ? meanwhile : undefined);
      return { inserted: 0, updated, duplicates: 0, ids: [] };
    };
  };
}

/** What rows that bring the same fields have in common. */
interface UpdateShape {
  readonly readKey: ReadKey;
  readonly isAlone: boolean;
}

function stepsOf(
  batch: readonly NodeValues[],
  firstRow: number,
  shapes: RowShapes<UpdateShape>,
): readonly UpdateStep[] {
  const values: unknown[] = [];
  const steps: UpdateStep[] = [];
  const seen = new Set<unknown>();
  let current: UpdateStep | undefined;
  for (const [index, row] of batch.entries()) {
    const { isAlone, readKey } = shapes.read(row, values);
    const key = readKey(values);
    if (current === undefined || (key !== undefined && seen.has(key))) {
      current = { rows: [], places: [], isAlone: false };
      steps.push(current);
      seen.clear();
    }
    // The rows of the last step have other keys; one with this key may still come, and belongs behind it.
    if (isAlone || values.some(isOperator))
      steps.splice(-1, 0, { rows: [row], places: [firstRow + index], isAlone: true });
    else {
      if (key !== undefined) seen.add(key);
      current.rows.push(row);
      current.places.push(firstRow + index);
    }
  }
  return steps.filter(({ rows }) => rows.length > 0);
}

function stepRun(
  { rows: input, places, isAlone }: UpdateStep,
  task: UpdateTask,
): (meanwhile: (() => void) | undefined) => Promise<number> {
  const [first = {}] = input;
  if (isAlone) return () => updateAlone(first, places[0] ?? 0, task);
  const { binding, keys } = task;
  const rowNumber = (index: number) => places[index] ?? 0;
  const inAnyOrder = !bringsUnique(input, task);
  const prepared = prepareKeyedRows(binding.definition, { keys, input, rowNumber });
  return async (meanwhile) => {
    const { rowCount } = await binding.run({
      kind: "updateEach",
      name: "bulkUpdate",
      keys,
      input,
      rowNumber,
      prepared,
      rows: { fields: [], values: [] },
      set: [],
      where: everything(),
      inAnyOrder,
      ...(meanwhile === undefined ? {} : { meanwhile }),
    });
    return rowCount;
  };
}

/** A value of a unique key may be free only once the row before has given it up: then the order of the input counts. */
function bringsUnique(input: readonly NodeValues[], { binding, keys }: UpdateTask): boolean {
  const unique = new Set(binding.definition.uniqueKeys.flat().filter((name) => !keys.includes(name)));
  return unique.size > 0 && input.some((row) => Object.keys(row).some((name) => unique.has(name)));
}

function needsOwnStatement(name: string, { definition }: ModelBinding): boolean {
  return name.startsWith("$") || name.includes(".") || name === definition.managed.version;
}

function isOperator(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  for (const name in value) return name.startsWith("$");
  return false;
}

async function updateAlone(row: NodeValues, place: number, { binding, keys }: UpdateTask): Promise<number> {
  const version = binding.definition.managed.version;
  const changes = Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name) && name !== version));
  if (Object.keys(changes).length === 0) return 0;
  const where = keyFilter(row, place, { binding, keys });
  const expected = versionOf(row, place, binding);
  try {
    const result: MaybePromise<OperationResult> = binding.run({
      kind: "update",
      name: "bulkUpdate",
      where,
      changes,
      set: [],
      returning: [],
      ...expected,
    });
    return (await result).rowCount;
  } catch (error) {
    if (isDataFlowError(error) && error.code === "MODEL.INVALID_INPUT") throw errorOfRow(place, error);
    throw error;
  }
}

function keyFilter(row: NodeValues, place: number, { binding, keys }: UpdateTask): FilterNode {
  const { definition } = binding;
  const parts = keys.map((name) => {
    const path = `${definition.name}[${place}].${name}`;
    const value = keyValueOf(row, name, binding);
    if (value !== undefined) return equals(name, value);
    throw oneProblem(definition.name, problem(path, KEY_REQUIRED), "the row does not say which stored row it is for");
  });
  return allOf(parts);
}

const KEY_REQUIRED = { ...REQUIRED, fix: "give every field of the key, with a value that fits it" };

/** The version that the stored row must have, when the row names one. */
function versionOf(row: NodeValues, place: number, { definition }: ModelBinding): { expectedVersion?: number } {
  const { version: name } = definition.managed;
  if (name === undefined || row[name] === undefined) return {};
  const version = row[name];
  const isVersion = typeof version === "number" && Number.isInteger(version) && version > 0 && version < 2 ** 31;
  if (isVersion) return { expectedVersion: version };
  throw oneProblem(definition.name, problem(`${definition.name}[${place}].${name}`, NO_VERSION));
}

const NO_VERSION = { message: "is no version", fix: "give the version of the row that was read, or leave it out" };

/** The value of a field of the key as it is stored; undefined when there is none that fits. */
function keyValueOf(row: NodeValues, name: string, { definition }: ModelBinding): unknown {
  const field = definition.fields.get(name);
  const given = Object.hasOwn(row, name) ? row[name] : undefined;
  if (field === undefined || given === undefined || given === null) return undefined;
  const checked = checkFieldValue(field, given, name);
  return "value" in checked ? checked.value : undefined;
}
