import { type DataFlowError, isDataFlowError, type MaybePromise, type NodeValues } from "@dataflow/core";
import { allOf, equals, everything, type FilterNode } from "@dataflow/query";
import { keyReader, type ReadKey } from "../input/key-reader.ts";
import { prepareKeyedRows } from "../input/keyed-rows.ts";
import { checkFieldValue, oneProblem, problem, REQUIRED } from "../input/row-check.ts";
import { RowShapes } from "../input/row-shapes.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { OperationResult, PreparedRows } from "../operation/operation.ts";
import { inTurn } from "./in-turn.ts";
import type { BatchPreparing } from "./read-ahead.ts";
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
  /** Whether the rows of the batch may be changed in any order. */
  readonly inAnyOrder: boolean;
}

/**
 * Makes what changes rows by their keys, each in its own way, as if one were changed after the other: rows that only
 * bring values go into one statement as long as no key comes twice; a row with operators, paths or a version goes by
 * itself. In one statement a database changes rows in an order of its own, and looks for each whether its unique values are
 * free: when one is not, the rows are changed again, those first that give up what others take.
 *
 * @param task the model and the fields of the key
 * @returns what makes a batch ready
 */
export function updatePreparing(task: UpdateTask): BatchPreparing {
  const read = stepReader(task);
  return {
    prepare: (batch, firstRow) => {
      const runs = read(batch, firstRow).map((step) => stepRun(step, task));
      return async (meanwhile) => {
        let updated = 0;
        for (const [index, run] of runs.entries())
          updated += await run(index === runs.length - 1 ? meanwhile : undefined);
        return { inserted: 0, updated, duplicates: 0, ids: [] };
      };
    },
    prepareInTurn: (batch, firstRow, failure) => {
      const steps = read(batch, firstRow);
      return async () => {
        let updated = 0;
        for (const step of steps) updated += await runInTurn(step, task, steps.length === 1 ? failure : undefined);
        return { inserted: 0, updated, duplicates: 0, ids: [] };
      };
    },
  };
}

/** What rows that bring the same fields have in common. */
interface UpdateShape {
  readonly readKey: ReadKey;
  readonly isAlone: boolean;
  /** A value of a unique key may be free only once another row has given it up: then the order of rows counts. */
  readonly mayTake: boolean;
}

/** Cuts a batch into steps; their order is the order in which they must be made. */
type ReadSteps = (batch: readonly NodeValues[], firstRow: number) => readonly UpdateStep[];

function stepReader({ binding, keys }: UpdateTask): ReadSteps {
  const { definition } = binding;
  const keyOf = keyReader(definition, keys, false);
  const unique = new Set(definition.uniqueKeys.flat().filter((name) => !keys.includes(name)));
  const shapes = new RowShapes<UpdateShape>((names) => ({
    readKey: keyOf(names),
    isAlone: names.some((name) => needsOwnStatement(name, binding)),
    mayTake: unique.size > 0 && names.some((name) => unique.has(name) || name.startsWith("$")),
  }));
  return (batch, firstRow) => {
    const values: unknown[] = [];
    const inAnyOrder = unique.size === 0 || !batch.some((row) => shapes.read(row, values).mayTake);
    return stepsOf(batch, { firstRow, shapes, inAnyOrder });
  };
}

interface StepPlace {
  readonly firstRow: number;
  readonly shapes: RowShapes<UpdateShape>;
  readonly inAnyOrder: boolean;
}

function stepsOf(batch: readonly NodeValues[], { firstRow, shapes, inAnyOrder }: StepPlace): readonly UpdateStep[] {
  const values: unknown[] = [];
  const steps: UpdateStep[] = [];
  const seen = new Set<unknown>();
  let current: UpdateStep | undefined;
  for (const [index, row] of batch.entries()) {
    const { isAlone, readKey } = shapes.read(row, values);
    const key = readKey(values);
    const isApart = isAlone || values.some(isOperator);
    if (current === undefined || (isApart && !inAnyOrder) || (key !== undefined && seen.has(key))) {
      current = { rows: [], places: [], isAlone: false, inAnyOrder };
      steps.push(current);
      seen.clear();
    }
    // The rows of the last step have other keys; one with this key may still come, and belongs behind it.
    if (isApart) steps.splice(-1, 0, { rows: [row], places: [firstRow + index], isAlone: true, inAnyOrder });
    else {
      if (key !== undefined) seen.add(key);
      current.rows.push(row);
      current.places.push(firstRow + index);
    }
  }
  return steps.filter(({ rows }) => rows.length > 0);
}

function stepRun(step: UpdateStep, task: UpdateTask): (meanwhile: (() => void) | undefined) => Promise<number> {
  const [first = {}] = step.rows;
  if (step.isAlone) return () => updateAlone(first, step.places[0] ?? 0, task);
  const prepared = prepareStep(step, task);
  return (meanwhile) => updateEach(step, task, { prepared, meanwhile });
}

/** @param failure thrown when no row takes what another gives up; absent when it is not certain that this step met it */
async function runInTurn(step: UpdateStep, task: UpdateTask, failure: DataFlowError | undefined): Promise<number> {
  if (step.isAlone) return stepRun(step, task)(undefined);
  const prepared = await prepareStep(step, task);
  const ordered = await inTurn(prepared, task);
  if (ordered === undefined && failure !== undefined) throw failure;
  return updateEach(step, task, { prepared: ordered ?? prepared });
}

function prepareStep({ rows: input, places }: UpdateStep, { binding, keys }: UpdateTask): MaybePromise<PreparedRows> {
  return prepareKeyedRows(binding.definition, { keys, input, rowNumber: (index) => places[index] ?? 0 });
}

async function updateEach(
  { rows: input, places, inAnyOrder }: UpdateStep,
  { binding, keys }: UpdateTask,
  {
    prepared,
    meanwhile,
  }: { readonly prepared: MaybePromise<PreparedRows>; readonly meanwhile?: (() => void) | undefined },
): Promise<number> {
  const { rowCount } = await binding.run({
    kind: "updateEach",
    name: "bulkUpdate",
    keys,
    input,
    rowNumber: (index) => places[index] ?? 0,
    prepared,
    rows: { fields: [], values: [] },
    set: [],
    where: everything(),
    inAnyOrder,
    ...(meanwhile === undefined ? {} : { meanwhile }),
  });
  return rowCount;
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
