import type { RunContext } from "@dataflow/core";
import { allOf, equals } from "@dataflow/query";
import { askerOf } from "../audit/asker.ts";
import { isAuditRecord } from "../audit/audit-record.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { isWrite, type OperationName } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/**
 * Guards the audit log itself. Nobody changes it, for a log that the application can rewrite proves nothing; and in the
 * context of a tenant only the records of that tenant are seen.
 *
 * @param definition the model
 * @param context who is asking
 * @returns the stage, or undefined for every other model
 */
export function auditLogStage(definition: AnyModelDefinition, context: () => RunContext): Stage | undefined {
  if (!isAuditRecord(definition)) return undefined;
  const pass: Stage["pass"] = (operation, next) => {
    if (isWrite(operation)) throw readOnly(definition.name, operation.name);
    const { tenantId } = askerOf(context());
    if (tenantId === null) return next(operation);
    return next({ ...operation, where: allOf([operation.where, equals("tenantId", tenantId)]) });
  };
  return { pass };
}

function readOnly(model: string, operation: OperationName) {
  return modelErrors.create("READ_ONLY", {
    message: `${model}.${operation}: the audit log can only be read`,
    why: "its records are written together with the changes that they tell of, and by nothing else",
    fix: "read it with list, count, stream, read or aggregate of db.auditLog",
    meta: { model, operation },
  });
}
