import type { RunContext } from "@dataflow/core";
import { allOf, assertContains, type ConflictClause, equals, everything, type FilterNode } from "@dataflow/query";
import { modelErrors } from "../errors/model-errors.ts";
import { columnAdder } from "../operation/add-column.ts";
import type { InsertOperation, Operation } from "../operation/operation.ts";
import type { NextStage, Stage } from "./stage.ts";

/** What tenancy needs to know of a model. */
export interface TenancyOptions {
  readonly model: string;
  /** The field that holds the tenant, absent when the model has no tenants. */
  readonly field: string | undefined;
  readonly primaryKey: readonly string[];
  /** Who is asking. */
  readonly context: () => RunContext;
}

/**
 * Keeps tenants apart: an operation sees and changes only the rows of the tenant in its context, and new rows belong to
 * that tenant. Without a tenant in the context nothing is done at all.
 *
 * @param options the model, and where the context comes from
 * @returns the stage, or undefined when the model has no tenants
 */
export function tenancyStage({ model, field, primaryKey, context }: TenancyOptions): Stage | undefined {
  if (field === undefined) return undefined;
  const addTenant = columnAdder(field);
  return {
    pass: (operation, next) =>
      next(scoped(operation, { field, primaryKey, tenant: tenantOf(context(), model), addTenant })),
  };
}

/**
 * The last look before a statement is made: a stage that came after tenancy and lost its condition is a bug that must
 * not reach the database.
 *
 * @param options the model, and where the context comes from
 * @param execute what makes the statement
 * @returns the same with the look before it
 */
export function guardTenancy({ model, field, context }: TenancyOptions, execute: NextStage): NextStage {
  if (field === undefined) return execute;
  return (operation) => {
    if (operation.kind !== "insert") assertContains(operation.where, equals(field, tenantOf(context(), model)));
    else if (!operation.rows.fields.includes(field))
      throw new Error(`unreachable: an insert of ${model} has no tenant`);
    return execute(operation);
  };
}

/**
 * Which rows the tenant in the context may see.
 *
 * @param options the model, and where the context comes from
 * @returns the condition; everything for a model without tenants
 * @throws MODEL.TENANT_REQUIRED when the context has no tenant
 */
export function tenantRows({ model, field, context }: TenancyOptions): FilterNode {
  return field === undefined ? everything() : equals(field, tenantOf(context(), model));
}

interface Scope {
  readonly field: string;
  readonly primaryKey: readonly string[];
  readonly tenant: string;
  readonly addTenant: ReturnType<typeof columnAdder>;
}

function scoped(operation: Operation, scope: Scope): Operation {
  if (operation.kind === "insert") return scopedInsert(operation, scope);
  return { ...operation, where: allOf([operation.where, equals(scope.field, scope.tenant)]) };
}

function scopedInsert(operation: InsertOperation, scope: Scope): InsertOperation {
  const { tenant, addTenant } = scope;
  const { onConflict } = operation;
  const rows = addTenant(operation.rows, tenant);
  if (onConflict === undefined) return { ...operation, rows };
  return { ...operation, rows, onConflict: scopedConflict(onConflict, scope) };
}

/** A key of a tenant is unique with the tenant; the primary key is unique for all, so its row may be another tenant's. */
function scopedConflict(conflict: ConflictClause, { field, tenant, primaryKey }: Scope): ConflictClause {
  const { fields, action } = conflict;
  const isPrimaryKey = fields?.length === primaryKey.length && primaryKey.every((name) => fields.includes(name));
  const target = fields === undefined || isPrimaryKey ? conflict : { ...conflict, fields: [field, ...fields] };
  if (action === "nothing") return target;
  const own = equals(field, tenant);
  return { ...target, action: { ...action, where: action.where === undefined ? own : allOf([action.where, own]) } };
}

function tenantOf({ tenantId }: RunContext, model: string): string {
  if (typeof tenantId === "string" && tenantId !== "" && tenantId.isWellFormed() && !tenantId.includes("\0"))
    return tenantId;
  throw modelErrors.create("TENANT_REQUIRED", {
    message: `${model}: there is no tenant in the context`,
    why:
      tenantId === undefined
        ? "the model has tenants, and an operation without one would see all of them or none"
        : "a tenant is a text that is not empty, well-formed and without NUL characters",
    fix: 'run it in db.withContext({ tenantId: "acme" }, …), or give the run of the workflow context: { tenantId: "acme" }',
    meta: { model },
  });
}
