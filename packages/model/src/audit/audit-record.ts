import { defineModel } from "../definition/define-model.ts";
import type { FieldTraits } from "../definition/field.ts";
import { field } from "../definition/field-kinds.ts";
import { makeField } from "../definition/make-field.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { Model } from "../model/model.ts";
import type { Infer } from "../types/infer.ts";
import type { ModelNodes } from "../types/model-nodes.ts";

/** One field of a key in a record: a bigint as its digits, an instant as ISO text, bytes in hexadecimal. */
export type AuditKeyValue = string | number | boolean;

/** The key of a row in a record; an object when it has several fields. */
export type AuditKey = AuditKeyValue | { readonly [field: string]: AuditKeyValue };

/** What the audit log is called, as a model and as a table. */
export const AUDIT_LOG = Object.freeze({ name: "AuditRecord", tableName: "dataflow_audit_log" } as const);

function defineAuditRecord() {
  // A key that counts further than 32 bits: a log only grows.
  const id = makeField<bigint, FieldTraits<"bigint", false, true, true>>({
    ...field.bigint().primaryKey().declaration,
    default: Object.freeze({ kind: "database", default: Object.freeze({ kind: "autoIncrement" }) }),
  });
  const fields = {
    id,
    at: field.timestamp(),
    model: field.text(),
    operation: field.text(),
    recordIds: field.json<readonly AuditKey[]>(),
    rowCount: field.integer(),
    changedFields: field.json<readonly string[]>(),
    tenantId: field.text().optional(),
    userId: field.text().optional(),
  };
  const indexes = [{ fields: ["model", "at"] }] as const;
  return defineModel(AUDIT_LOG.name, fields, { tableName: AUDIT_LOG.tableName, timestamps: false, indexes });
}

/** The model of the audit log. */
export type AuditRecordModel = ReturnType<typeof defineAuditRecord>;

let defined: AuditRecordModel | undefined;

/**
 * The model of the audit log. It belongs to every DataFlow that has a model with the option `auditLog`; all others are
 * spared the time that it takes to define one.
 *
 * @returns always the same definition
 */
export function auditRecordModel(): AuditRecordModel {
  defined ??= defineAuditRecord();
  return defined;
}

/** One record of the audit log: which operation touched which rows of which model, when, and on whose behalf. */
export type AuditRecord = Infer<AuditRecordModel>;

/** The audit log, to be read. */
export type AuditLog = Pick<
  Model<AuditRecordModel>,
  "name" | "definition" | "read" | "list" | "count" | "stream" | "aggregate"
> & {
  /** The nodes that read it, to give to `addNode`. */
  readonly nodes: Pick<ModelNodes<AuditRecordModel>, ReadingCommand>;
};

type ReadingCommand = "read" | "list" | "count" | "aggregate";

/**
 * Whether a definition is the one of the audit log.
 *
 * @param definition any model
 * @returns true for that very definition
 */
export function isAuditRecord(definition: AnyModelDefinition): boolean {
  return definition === defined;
}

/**
 * Keeps the name and the table of the audit log free. Case is not looked at, because not every database does.
 *
 * @param definition a model that is to be added to a DataFlow
 * @throws MODEL.DUPLICATE_MODEL
 */
export function refuseAuditNames(definition: AnyModelDefinition): void {
  const { name, tableName } = AUDIT_LOG;
  const isTaken = definition.name === name || definition.tableName.toLowerCase() === tableName;
  if (!isTaken) return;
  throw modelErrors.create("DUPLICATE_MODEL", {
    message: `the model ${definition.name} cannot be added: ${name} in the table "${tableName}" is the audit log`,
    why: "DataFlow keeps the audit log there, and nobody else may write to it",
    fix: "use another name and another table; the log itself is read with db.auditLog",
    meta: { model: definition.name },
  });
}

/** The error for a DataFlow that keeps no audit log. */
export function noAuditLog() {
  return modelErrors.create("UNKNOWN_MODEL", {
    message: "this DataFlow keeps no audit log",
    why: "none of its models has the option auditLog, so there is no table to read from",
    fix: "give a model { auditLog: true }",
    meta: { model: AUDIT_LOG.name },
  });
}
