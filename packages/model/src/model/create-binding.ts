import type { NodeValues } from "@dataflow/core";
import { allOf, keyFilter } from "@dataflow/query";
import { auditedBinding } from "../audit/audited-binding.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { executeOperation } from "../execution/execute-operation.ts";
import { insertPlan, prepareRows } from "../input/insert-plan.ts";
import { queryRelations } from "../relations/query-relations.ts";
import { querySources } from "../relations/query-sources.ts";
import { auditLogStage } from "../stages/audit-log-stage.ts";
import { auditStage } from "../stages/audit-stage.ts";
import { eventsStage } from "../stages/events-stage.ts";
import { lookupGuard } from "../stages/lookup-guard.ts";
import { numberingStage } from "../stages/numbering-stage.ts";
import { readBatchStage } from "../stages/read-batch-stage.ts";
import { readOnlyStage } from "../stages/read-only-stage.ts";
import { readinessStage } from "../stages/readiness-stage.ts";
import { aliveRows, softDeleteStage } from "../stages/soft-delete-stage.ts";
import { composeStages, type Stage } from "../stages/stage.ts";
import { guardTenancy, type TenancyOptions, tenancyStage, tenantRows } from "../stages/tenancy-stage.ts";
import { timestampsStage } from "../stages/timestamps-stage.ts";
import { validationStage } from "../stages/validation-stage.ts";
import { versioningStage } from "../stages/versioning-stage.ts";
import { violationStage } from "../stages/violation-stage.ts";
import type { ModelBinding, ModelHost } from "./model-binding.ts";

/**
 * Puts a model on a database: composes the stages that apply to it, once.
 *
 * The order is the order in which an operation meets them. What a later feature adds (protection, cache)
 * becomes one more line here.
 *
 * @param definition the model
 * @param host the DataFlow it belongs to
 * @returns the binding
 */
export function createBinding(definition: AnyModelDefinition, host: ModelHost): ModelBinding {
  const { name, managed } = definition;
  const sources = querySources(host);
  const table = Object.freeze({ ...definition.queryTable, relations: queryRelations(definition, host), sources });
  const { connection } = host;
  const plan = insertPlan(definition);
  const tenancy: TenancyOptions = {
    model: name,
    field: managed.tenantId,
    primaryKey: definition.primaryKey,
    context: () => host.context(),
  };
  const stages: readonly (Stage | undefined)[] = [
    readinessStage(host, definition),
    eventsStage(name, host.onOperation),
    host.batchesReads ? readBatchStage({ table, connection, context: () => host.context() }) : undefined,
    auditLogStage(definition, () => host.context()),
    readOnlyStage(definition),
    violationStage(definition),
    validationStage(plan, (body, options) => connection.transaction(body, options)),
    tenancyStage(tenancy),
    softDeleteStage(managed.deletedAt),
    versioningStage(name, managed.version),
    timestampsStage(managed),
    auditStage(definition),
    numberingStage(definition, connection),
    lookupGuard(sources),
  ];
  const applying = stages.filter((stage) => stage !== undefined);
  const binding: ModelBinding = Object.freeze({
    definition,
    table,
    host,
    run: composeStages(applying, guardTenancy(tenancy, executeOperation(connection, table))),
    ...(table.primaryKey.length === 0 ? {} : { keyFilter: keyFilter(table, table.primaryKey) }),
    visible: () => allOf([tenantRows(tenancy), aliveRows(managed.deletedAt)]),
    prepareRows: (input: readonly NodeValues[], rowNumber: (index: number) => number) =>
      prepareRows(plan, input, rowNumber),
    allFields: Object.freeze([...definition.fields.keys()]),
  });
  return definition.options.auditLog ? auditedBinding(binding) : binding;
}
