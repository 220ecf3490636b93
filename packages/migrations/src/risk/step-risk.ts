import type { CatalogIndex } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { PlanStep } from "../plan/migration-plan.ts";
import { higherRisk, type RiskLevel } from "../report/risk-level.ts";

/** What is known beside the step. */
export interface RiskFacts {
  readonly actual: CatalogIndex;
  readonly desired: CatalogIndex;
  rows(table: ObjectId): number | undefined;
}

/** What an operation is worth when nothing else is known; what is not listed changes no rows. */
const PRIORS: ReadonlyMap<string, RiskLevel> = new Map([
  ["dropColumn", "HIGH"],
  ["dropTable", "CRITICAL"],
  ["dropIndex", "MEDIUM"],
  ["dropConstraint", "MEDIUM"],
  ["addConstraint", "MEDIUM"],
  ["renameColumn", "MEDIUM"],
  ["renameTable", "CRITICAL"],
  ["setColumnType", "HIGH"],
  ["setColumnNotNull", "MEDIUM"],
  ["alterColumn", "MEDIUM"],
  ["rebuildTable", "MEDIUM"],
]);

/**
 * How much can go wrong with a step: what such changes are worth in general, corrected by what is known about this one.
 *
 * @param step the step
 * @param facts both catalogs and the rows
 * @returns the level
 */
export function stepRisk(step: PlanStep, facts: RiskFacts): RiskLevel {
  if (!step.operation.startsWith("rename") && isEmpty(step.object, facts)) return "LOW";
  return generalLevel(step, facts);
}

/**
 * What changes like a step are worth in general.
 *
 * @param step the step
 * @param facts both catalogs
 * @returns the level, whatever rows there are
 */
export function generalLevel(step: PlanStep, facts: Omit<RiskFacts, "rows">): RiskLevel {
  if (step.loss !== undefined) return higherRisk("HIGH", prior(step, facts));
  // What is made again as it was has to be got right, and nothing of it can be lost.
  return step.because === undefined ? prior(step, facts) : "LOW";
}

type Catalogs = Omit<RiskFacts, "rows">;

function prior(step: PlanStep, facts: Catalogs): RiskLevel {
  const own = ownPrior(step, facts);
  const members = (step.members ?? []).map(({ change, object }) =>
    ownPrior({ operation: operationOf(change, object, facts), object, reversal: "inverse" }, facts),
  );
  return members.reduce(higherRisk, own);
}

function ownPrior(step: Pick<PlanStep, "operation" | "object" | "reversal">, facts: Catalogs): RiskLevel {
  const { operation, object, reversal } = step;
  const after = facts.desired.get(object);
  if (operation === "addColumn" && after?.kind === "column") return after.definition.notNull ? "MEDIUM" : "LOW";
  if (operation === "dropConstraint") return isReference(facts.actual, object) ? "HIGH" : "MEDIUM";
  if (operation === "addConstraint" && after?.parent !== undefined && !facts.actual.has(after.parent)) return "LOW";
  // A type that holds every value of the old one can be taken back.
  if (operation === "setColumnType" && reversal === "inverse") return "MEDIUM";
  return PRIORS.get(operation) ?? "LOW";
}

/** The operation that a member of a rebuilt table would have been by itself. */
function operationOf(change: string, object: ObjectId, facts: Catalogs): string {
  const kind = object.slice(0, object.indexOf(" "));
  if (kind === "constraint") return change === "drop" ? "dropConstraint" : "addConstraint";
  if (kind !== "column") return "rebuildTable";
  if (change !== "alter") return change === "drop" ? "dropColumn" : "addColumn";
  const [before, after] = [facts.actual.get(object), facts.desired.get(object)];
  const isRetyped =
    before?.kind === "column" && after?.kind === "column" && before.definition.type !== after.definition.type;
  return isRetyped ? "setColumnType" : "alterColumn";
}

function isReference(objects: CatalogIndex, id: ObjectId): boolean {
  const object = objects.get(id);
  return object?.kind === "constraint" && object.definition.type === "foreign key";
}

function isEmpty(id: ObjectId, facts: RiskFacts): boolean {
  const object = facts.desired.get(id) ?? facts.actual.get(id);
  const table = object?.kind === "table" ? object.id : object?.parent;
  if (table === undefined) return false;
  return !facts.actual.has(table) || facts.rows(table) === 0;
}
