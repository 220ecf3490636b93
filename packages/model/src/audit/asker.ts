import type { RunContext } from "@dataflow/core";
import { invalidParameter } from "../input/parse-scalars.ts";
import { checkFieldValue } from "../input/row-check.ts";
import { auditRecordModel } from "./audit-record.ts";

/** On whose behalf something is done, as far as the context says. */
export interface Asker {
  readonly tenantId: string | null;
  readonly userId: string | null;
}

/**
 * Reads who is asking from the context of a call. Refuses what cannot be written down, before anything is changed.
 *
 * @param context what `withContext` or the run of a workflow says
 * @returns who is asking
 * @throws MODEL.INVALID_PARAMETER
 */
export function askerOf(context: RunContext): Asker {
  return { tenantId: readId(context, "tenantId"), userId: readId(context, "userId") };
}

function readId(context: RunContext, name: keyof Asker): string | null {
  const given = Object.hasOwn(context, name) ? context[name] : undefined;
  if (given === undefined || given === null) return null;
  const id = typeof given === "number" || typeof given === "bigint" ? String(given) : given;
  const field = auditRecordModel().fields.get(name);
  const checked = field === undefined ? undefined : checkFieldValue(field, id, `context.${name}`);
  if (typeof id === "string" && checked !== undefined && "value" in checked) return id;
  throw invalidParameter(
    `context.${name}`,
    "it cannot be written into the audit log",
    "pass a text or a number, or leave it out",
  );
}
