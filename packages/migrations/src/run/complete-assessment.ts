import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { analyzeDependencies } from "../dependencies/analyze-dependencies.ts";
import type { DependencyReport } from "../dependencies/dependency.ts";
import { findColumn, findTable } from "../dependencies/dependency-subject.ts";
import { analyzeFkImpact } from "../dependencies/foreign-keys/analyze-fk-impact.ts";
import type { FkImpact, FkOperation } from "../dependencies/foreign-keys/fk-impact.ts";
import { tableOfPath } from "../diff/table-name.ts";
import { readDatabaseActivity, readTableFacts } from "../facts/read-table-facts.ts";
import type { DatabaseActivity, TableFacts } from "../facts/table-facts.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import { assessPlan, type PlanRiskAssessment } from "../risk/assess-plan.ts";
import { operationTarget } from "../risk/operation-catalog.ts";
import type { OperationRiskRequest, RiskOperationType } from "../risk/risk-operation.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { neededSafetyLevel, type SafetyLevel } from "./safety-level.ts";

/** What `performCompleteAssessment` is asked: an operation, and what is to be looked at. */
export interface CompleteAssessmentRequest extends Omit<OperationRiskRequest, "dependencies"> {
  /** Default true. */
  readonly includePerformanceAnalysis?: boolean;
  /** Default true. */
  readonly includeDependencyAnalysis?: boolean;
  /** Default true. */
  readonly includeFkAnalysis?: boolean;
}

/** All that can be said of an operation without trying it. */
export interface CompleteAssessment {
  readonly overallRiskLevel: RiskLevel;
  /** 0 to 100. */
  readonly riskScore: number;
  readonly risk: PlanRiskAssessment;
  readonly neededSafetyLevel: SafetyLevel;
  /** How the operation is done on this database. */
  readonly plan: MigrationPlan;
  /** The catalog that it leads to. */
  readonly desired: Catalog;
  readonly dependencies?: DependencyReport;
  /** Absent when it was not asked for, or the operation has nothing to do with keys. */
  readonly foreignKeys?: FkImpact;
  readonly performance?: { readonly table: TableFacts; readonly activity: DatabaseActivity };
  /** What could not be found out, one sentence each. */
  readonly unknown: readonly string[];
}

const FK_OPERATIONS: ReadonlyMap<RiskOperationType, FkOperation> = new Map([
  ["DROP_COLUMN", "DROP_COLUMN"],
  ["DROP_TABLE", "DROP_TABLE"],
  ["RENAME_COLUMN", "RENAME_COLUMN"],
  ["RENAME_TABLE", "RENAME_TABLE"],
  ["CHANGE_TYPE", "CHANGE_TYPE"],
]);

/**
 * Looks at an operation from all sides.
 *
 * @param connection the database; it is only read
 * @param request the operation
 * @returns what was found
 * @throws MIGRATION.UNKNOWN_OBJECT, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export async function performCompleteAssessment(
  connection: Connection,
  request: CompleteAssessmentRequest,
): Promise<CompleteAssessment> {
  const {
    includePerformanceAnalysis = true,
    includeDependencyAnalysis = true,
    includeFkAnalysis = true,
    ...operation
  } = request;
  const actual = await readCatalog(connection);
  const { desired, renames = {} } = operationTarget(actual, operation);
  const plan = planMigration(actual, desired, { renames, allow: "everything" });
  const dependencies = includeDependencyAnalysis ? await dependenciesOf(actual, operation) : undefined;
  const risk = await assessPlan(connection, plan, {
    actual,
    desired,
    dependencies: dependencies ? [dependencies] : [],
  });
  const foreignKeys = includeFkAnalysis ? await foreignKeysOf(connection, actual, operation) : undefined;
  const performance = includePerformanceAnalysis ? await performanceOf(connection, actual, operation) : undefined;
  return freezeDeep({
    overallRiskLevel: risk.overallRiskLevel,
    riskScore: risk.overallScore,
    risk,
    neededSafetyLevel: neededSafetyLevel(risk),
    plan,
    desired,
    ...(dependencies !== undefined && { dependencies }),
    ...(foreignKeys !== undefined && { foreignKeys }),
    ...(performance !== undefined && { performance }),
    unknown: [...new Set([...risk.unknown, ...(foreignKeys?.unknown ?? [])])],
  });
}

function dependenciesOf(actual: Catalog, request: OperationRiskRequest): Promise<DependencyReport> {
  const table = findTable(actual, request);
  const { column } = request;
  const id: ObjectId | undefined = column === undefined ? undefined : objectId("column", [...table.path, column]);
  const isThere = actual.objects.some((object) => object.id === id);
  // A column that is to be added has nothing that depends on it yet.
  const subject = column !== undefined && isThere ? findColumn(actual, { ...request, column }) : table;
  return analyzeDependencies(actual, subject);
}

async function foreignKeysOf(
  connection: Connection,
  actual: Catalog,
  { operationType, table, schema, column }: OperationRiskRequest,
): Promise<FkImpact | undefined> {
  const operation = FK_OPERATIONS.get(operationType);
  if (operation === undefined) return undefined;
  const isOfColumn = column !== undefined && operation !== "DROP_TABLE" && operation !== "RENAME_TABLE";
  return analyzeFkImpact(connection, actual, {
    operation,
    table,
    ...(schema !== undefined && { schema }),
    ...(isOfColumn && { column }),
  });
}

async function performanceOf(
  connection: Connection,
  actual: Catalog,
  request: OperationRiskRequest,
): Promise<CompleteAssessment["performance"]> {
  const [table] = await readTableFacts(connection, [tableOfPath(findTable(actual, request).path)]);
  return table === undefined ? undefined : { table, activity: await readDatabaseActivity(connection) };
}
