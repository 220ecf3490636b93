import type { Catalog } from "../catalog/catalog.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { StepwiseAssessment } from "./generate-mitigation-plan.ts";

/** Where a change is to happen. */
export interface OperationContext {
  /** Rows of the tables, where the database cannot say how many there are. A count of the database comes first. */
  readonly tableSize?: number;
  /**
   * Whether others work with the database meanwhile. Where nobody does, the ways are listed and not put into the plan:
   * they would only take longer. Default `true`.
   */
  readonly productionEnvironment?: boolean;
  /** How long a time there is in which others may wait, for what cannot be made safe. */
  readonly maintenanceWindowMinutes?: number;
}

/** What is to be made safer: a plan, or statements that were written by hand. */
export interface MitigationRequest {
  readonly plan?: MigrationPlan;
  /** What the plan leads to, when it is known: its risk is known better then. */
  readonly desired?: Catalog;
  /** One or more statements, instead of a plan. */
  readonly statement?: string;
  /** The risk of the plan, when it was assessed before. */
  readonly riskAssessment?: StepwiseAssessment;
  readonly operationContext?: OperationContext;
}

/** The same, checked, with the defaults filled in. */
export type CheckedRequest = ({ readonly plan: MigrationPlan } | { readonly statement: string }) & {
  readonly desired: Catalog | undefined;
  readonly riskAssessment: StepwiseAssessment | undefined;
  readonly operationContext: OperationContext & { readonly productionEnvironment: boolean };
};

const NAMES: readonly string[] = [
  "plan",
  "desired",
  "statement",
  "riskAssessment",
  "operationContext",
] satisfies (keyof MitigationRequest)[];
const CONTEXT: readonly string[] = [
  "tableSize",
  "productionEnvironment",
  "maintenanceWindowMinutes",
] satisfies (keyof OperationContext)[];

/** Checks a request. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function checkMitigationRequest(request: MitigationRequest): CheckedRequest {
  checkOptionNames("generateMitigationPlan", request, NAMES);
  const { plan, desired, statement, riskAssessment, operationContext = {} } = request;
  checkOptionNames("generateMitigationPlan", operationContext, CONTEXT);
  const { tableSize, productionEnvironment = true, maintenanceWindowMinutes } = operationContext;
  if (tableSize !== undefined && !(Number.isInteger(tableSize) && tableSize >= 0))
    throw invalidOption("generateMitigationPlan", "tableSize", "give a whole number of rows");
  if (
    maintenanceWindowMinutes !== undefined &&
    !(Number.isFinite(maintenanceWindowMinutes) && maintenanceWindowMinutes >= 0)
  )
    throw invalidOption("generateMitigationPlan", "maintenanceWindowMinutes", "give a number of minutes, 0 or more");
  if (typeof productionEnvironment !== "boolean")
    throw invalidOption("generateMitigationPlan", "productionEnvironment", "give true or false");
  const more = { desired, riskAssessment, operationContext: { ...operationContext, productionEnvironment } };
  if (plan !== undefined && statement === undefined) return { plan, ...more };
  if (plan === undefined && typeof statement === "string") return { statement, ...more };
  throw invalidOption(
    "generateMitigationPlan",
    plan === undefined ? "statement" : "plan",
    "give either a plan or statements, not both",
  );
}
