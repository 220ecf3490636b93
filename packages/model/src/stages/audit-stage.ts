import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { after } from "../operation/after.ts";
import { compareKeys } from "../operation/compare-keys.ts";
import {
  type InsertOperation,
  isWrite,
  type OperationResult,
  WRITES,
  type WriteOperation,
} from "../operation/operation.ts";
import { recordKeyOf } from "../operation/record-key.ts";
import type { TouchedRows } from "../operation/touched-rows.ts";
import type { Stage } from "./stage.ts";

/**
 * Notes which rows a write touched, and in which fields: what an audit record is made of. It stands last, so that it
 * sees the operation as it is executed: a soft delete as the update that it became.
 *
 * @param definition the model
 * @returns the stage, or undefined when the model keeps no audit log
 */
export function auditStage(definition: AnyModelDefinition): Stage | undefined {
  const { options, primaryKey } = definition;
  if (!options.auditLog) return undefined;
  return {
    kinds: WRITES,
    pass: (operation, next) => {
      if (!isWrite(operation)) return next(operation);
      const asked = operation.returning ?? [];
      const returning = [...new Set([...asked, ...primaryKey])];
      return after(next({ ...operation, returning }), (result) => ({
        ...result,
        rows: asked.length === 0 ? [] : result.rows,
        touched: touchedBy(operation, result, definition),
      }));
    },
  };
}

function touchedBy(
  operation: WriteOperation,
  { rows, rowCount, inserted = rowCount }: OperationResult,
  definition: AnyModelDefinition,
): TouchedRows {
  const keys = rows.map((row) => recordKeyOf(row, definition.primaryKey));
  if (operation.kind !== "insert") keys.sort(compareKeys);
  const written = rowCount === 0 ? [] : writtenFields(operation, { rowCount, inserted });
  return { keys, rowCount, fields: written.filter((name) => isTold(name, definition)) };
}

/** Managed fields change with every write and would say nothing; only the mark of a soft delete does. */
function isTold(name: string, { fields, managed }: AnyModelDefinition): boolean {
  return name === managed.deletedAt || fields.get(name)?.isManaged === false;
}

/** How many rows a write stored, and how many of them are new. */
interface StoredCounts {
  readonly rowCount: number;
  readonly inserted: number;
}

function writtenFields(operation: WriteOperation, counts: StoredCounts): readonly string[] {
  switch (operation.kind) {
    case "insert":
      return insertedFields(operation, counts);
    case "update":
      return operation.set.map(({ field }) => field);
    case "updateEach":
      return [...operation.rows.fields.slice(operation.keys.length), ...operation.set.map(({ field }) => field)];
    case "delete":
      return [];
  }
}

/** Of new rows the fields that were given, of stored ones those that the conflict changed. */
function insertedFields(
  { input, onConflict, keepsStored }: InsertOperation,
  { rowCount, inserted }: StoredCounts,
): readonly string[] {
  const given = inserted > 0 ? input.flatMap((row) => Object.keys(row)) : [];
  const isChanged = rowCount > inserted && keepsStored !== true;
  if (onConflict === undefined || onConflict.action === "nothing" || !isChanged) return [...new Set(given)];
  const { fromInput, assignments } = onConflict.action;
  return [...new Set([...given, ...fromInput, ...assignments.map(({ field }) => field)])];
}
