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

/** A key that counts further than 32 bits: a log only grows. */
const numbered = makeField<bigint, FieldTraits<"bigint", false, true, true>>({
  ...field.bigint().primaryKey().declaration,
  default: Object.freeze({ kind: "database", default: Object.freeze({ kind: "autoIncrement" }) }),
});

/** The model of the audit log. It belongs to every DataFlow that has a model with the option `auditLog`. */
export const auditRecordModel = defineModel(
  "AuditRecord",
  {
    id: numbered,
    at: field.timestamp(),
    model: field.text(),
    operation: field.text(),
    recordIds: field.json<readonly AuditKey[]>(),
    rowCount: field.integer(),
    changedFields: field.json<readonly string[]>(),
    tenantId: field.text().optional(),
    userId: field.text().optional(),
  },
  { tableName: "dataflow_audit_log", timestamps: false, indexes: [{ fields: ["model", "at"] }] },
);

/** One record of the audit log: which operation touched which rows of which model, when, and on whose behalf. */
export type AuditRecord = Infer<typeof auditRecordModel>;

/** The audit log, to be read. */
export type AuditLog = Pick<
  Model<typeof auditRecordModel>,
  "name" | "definition" | "read" | "list" | "count" | "stream" | "aggregate"
> & {
  /** The nodes that read it, to give to `addNode`. */
  readonly nodes: Pick<ModelNodes<typeof auditRecordModel>, ReadingCommand>;
};

type ReadingCommand = "read" | "list" | "count" | "aggregate";

/**
 * Whether a definition is the one of the audit log.
 *
 * @param definition any model
 * @returns true for that very definition
 */
export function isAuditRecord(definition: AnyModelDefinition): boolean {
  return definition === auditRecordModel;
}

/**
 * Keeps the name and the table of the audit log free. Case is not looked at, because not every database does.
 *
 * @param definition a model that is to be added to a DataFlow
 * @throws MODEL.DUPLICATE_MODEL
 */
export function refuseAuditNames(definition: AnyModelDefinition): void {
  const { name, tableName } = auditRecordModel;
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
    meta: { model: auditRecordModel.name },
  });
}
