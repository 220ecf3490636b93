import type { MaybePromise } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { executeOperation } from "../execution/execute-operation.ts";
import type { ModelHost } from "../model/model-binding.ts";
import { currentTime } from "../operation/current-time.ts";
import type { OperationName, OperationResult } from "../operation/operation.ts";
import type { TouchedRows } from "../operation/touched-rows.ts";
import type { Asker } from "./asker.ts";
import { type AuditKey, type AuditKeyValue, auditRecordModel } from "./audit-record.ts";

/** Writes one record. */
export type AuditWriter = (
  operation: OperationName,
  touched: TouchedRows,
  asker: Asker,
) => MaybePromise<OperationResult>;

const FIELDS = Object.freeze([
  "at",
  "model",
  "operation",
  "recordIds",
  "rowCount",
  "changedFields",
  "tenantId",
  "userId",
]);

/**
 * Makes what writes the records of a model. It goes past the stages, which let nobody write to the log.
 *
 * @param definition the model
 * @param host the DataFlow it belongs to
 * @returns the writer; called in the transaction of the change
 */
export function auditWriter(definition: AnyModelDefinition, host: ModelHost): AuditWriter {
  const execute = executeOperation(host.connection, auditRecordModel().queryTable);
  const order = [...definition.fields.keys()];
  return (name, { keys, rowCount, fields }, { tenantId, userId }) => {
    const changedFields = order.filter((field) => fields.includes(field));
    const recordIds = keys.map(auditKey);
    const values = [currentTime(), definition.name, name, recordIds, rowCount, changedFields, tenantId, userId];
    return execute({ kind: "insert", name, input: [], rows: { fields: FIELDS, values: [values] }, returning: [] });
  };
}

function auditKey(key: unknown): AuditKey {
  if (typeof key !== "object" || key === null || key instanceof Date || key instanceof Uint8Array) return keyValue(key);
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, keyValue(value)]));
}

function keyValue(value: unknown): AuditKeyValue {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return typeof value === "number" || typeof value === "boolean" ? value : String(value);
}
