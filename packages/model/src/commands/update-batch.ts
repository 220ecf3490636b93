import { isDataFlowError, type MaybePromise, type NodeValues } from "@dataflow/core";
import { allOf, equals, everything, type FilterNode } from "@dataflow/query";
import { modelErrors } from "../errors/model-errors.ts";
import { checkFieldValue, problem, REQUIRED } from "../input/row-check.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { OperationResult } from "../operation/operation.ts";
import { keyText } from "../operation/record-key.ts";
import { errorOfRow } from "./row-error.ts";
import { expectedVersion } from "./update-command.ts";

/** How rows are changed by their keys. */
export interface UpdateBatchTask {
  readonly binding: ModelBinding;
  readonly keys: readonly string[];
  /** The place of the batch's first row in the input. */
  readonly firstRow: number;
}

/** Rows with different keys, to be changed by one statement. */
interface Segment {
  rows: NodeValues[];
  places: number[];
  readonly keys: Set<string>;
}

/**
 * Changes rows by their keys, each in its own way, as if one were changed after the other: rows that only bring values
 * go into one statement as long as no key comes twice; a row with operators, paths or a version goes by itself.
 *
 * @param batch the rows
 * @param task the model and the fields of the key
 * @returns how many rows changed
 */
export async function updateBatch(batch: readonly NodeValues[], task: UpdateBatchTask): Promise<number> {
  const segment: Segment = { rows: [], places: [], keys: new Set() };
  let updated = 0;
  for (const [index, row] of batch.entries()) {
    const key = keyTextOf(row, task);
    const isAlone = needsOwnStatement(row, task.binding);
    if (key !== undefined && segment.keys.has(key)) updated += await flush(segment, task);
    if (isAlone) updated += await updateAlone(row, task.firstRow + index, task);
    else {
      if (key !== undefined) segment.keys.add(key);
      segment.rows.push(row);
      segment.places.push(task.firstRow + index);
    }
  }
  return updated + (await flush(segment, task));
}

async function flush(segment: Segment, { binding, keys }: UpdateBatchTask): Promise<number> {
  const { rows: input, places } = segment;
  if (input.length === 0) return 0;
  segment.rows = [];
  segment.places = [];
  segment.keys.clear();
  const { rowCount } = await binding.run({
    kind: "updateEach",
    name: "bulkUpdate",
    keys,
    input,
    rowNumber: (index) => places[index] ?? 0,
    rows: { fields: [], values: [] },
    set: [],
    where: everything(),
  });
  return rowCount;
}

function needsOwnStatement(row: NodeValues, { definition }: ModelBinding): boolean {
  for (const name in row) {
    if (name.startsWith("$") || name.includes(".") || name === definition.managed.version) return true;
    const value = row[name];
    if (typeof value === "object" && value !== null && isOperator(value)) return true;
  }
  return false;
}

function isOperator(value: object): boolean {
  for (const name in value) return name.startsWith("$");
  return false;
}

async function updateAlone(row: NodeValues, place: number, { binding, keys }: UpdateBatchTask): Promise<number> {
  const version = binding.definition.managed.version;
  const changes = Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name) && name !== version));
  if (Object.keys(changes).length === 0) return 0;
  try {
    const result: MaybePromise<OperationResult> = binding.run({
      kind: "update",
      name: "bulkUpdate",
      where: keyFilter(row, place, { binding, keys }),
      changes,
      set: [],
      returning: [],
      ...expectedVersion(row, binding),
    });
    return (await result).rowCount;
  } catch (error) {
    if (isDataFlowError(error) && error.code === "MODEL.INVALID_INPUT") throw errorOfRow(place, error);
    throw error;
  }
}

function keyFilter(row: NodeValues, place: number, { binding, keys }: Omit<UpdateBatchTask, "firstRow">): FilterNode {
  const { definition } = binding;
  const parts = keys.map((name) => {
    const path = `${definition.name}[${place}].${name}`;
    const value = keyValueOf(row, name, binding);
    if (value !== undefined) return equals(name, value);
    const finding = problem(path, REQUIRED);
    throw modelErrors.create("INVALID_INPUT", {
      message: finding.message,
      why: "the row does not say which stored row it is for",
      fix: "give every field of the key, with a value that fits it",
      meta: { model: definition.name, fields: [path] },
      diagnostics: [finding],
    });
  });
  return allOf(parts);
}

/** The value of a field of the key as it is stored; undefined when there is none that fits. */
function keyValueOf(row: NodeValues, name: string, { definition }: ModelBinding): unknown {
  const field = definition.fields.get(name);
  const given = Object.hasOwn(row, name) ? row[name] : undefined;
  if (field === undefined || given === undefined || given === null) return undefined;
  const checked = checkFieldValue(field, given, name);
  return "value" in checked ? checked.value : undefined;
}

function keyTextOf(row: NodeValues, { binding, keys }: UpdateBatchTask): string | undefined {
  let text = "";
  for (const name of keys) {
    const value = keyValueOf(row, name, binding);
    if (value === undefined) return undefined;
    text += `${keyText(value)}\u0000`;
  }
  return text;
}
