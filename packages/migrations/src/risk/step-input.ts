import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import { analyzeDependencies } from "../dependencies/analyze-dependencies.ts";
import type { DependencyReport } from "../dependencies/dependency.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { PlanStep } from "../plan/migration-plan.ts";
import { type ChangeFacts, changeFacts, type PlanPart } from "./change-facts.ts";
import { classifiedColumns } from "./classified-columns.ts";
import { affectedTables, type PlanScene, tablesOf } from "./plan-scene.ts";
import type { RiskCategory } from "./risk-assessment.ts";
import type { RiskInput } from "./risk-input.ts";
import { generalLevel } from "./step-risk.ts";

/**
 * Finds out all that is known about a step.
 *
 * @param step a step of the scene's plan
 * @param scene the database as it is before
 * @param effects what the step's statements do to relations
 * @returns what it is weighed by
 */
export async function readStepInput(
  step: PlanStep,
  scene: PlanScene,
  effects: readonly StatementEffects[],
): Promise<RiskInput> {
  // What makes room for something else comes back as it was.
  const parts = step.because === undefined ? partsOf(step) : [];
  const facts: ChangeFacts[] = [];
  const dependencies: DependencyReport[] = [];
  for (const part of parts) {
    facts.push(await changeFacts(part, scene));
    const report = await dependentsOf(part, scene);
    if (report !== undefined) dependencies.push(report);
  }
  const touched = new Set([...tablesOf(step, scene.before), ...affectedTables(effects, scene.before)]);
  const tables = [...touched].flatMap((id) => {
    const found = scene.tables.get(scene.original(id)?.id ?? id);
    return found === undefined ? [] : [found];
  });
  const lost = facts.flatMap((one) => one.lost);
  const disproof = disproofOf(step, scene, lost);
  return {
    step: step.id,
    objectName: nameOf(step.object, scene),
    prior: {
      level: generalLevel(step, { actual: scene.before, desired: scene.desired ?? wordsOf(step, scene) }),
      category: categoryOf(step.operation),
      ...(disproof !== undefined && { disproof }),
    },
    effects,
    tables,
    activity: scene.activity,
    lost,
    altered: facts.flatMap((one) => one.altered),
    misfits: facts.flatMap((one) => one.misfits),
    dependencies,
    reversal: step.reversal,
    isBackedUp: step.backup !== undefined,
    losesName: step.operation === "renameTable" || step.operation === "renameColumn",
    classified: parts.flatMap(({ change, object }) =>
      change === "drop" || change === "alter" ? classifiedColumns(object, scene) : [],
    ),
    unknown: facts.flatMap((one) => one.unknown),
  };
}

const PREFIXES: readonly (readonly [prefix: string, change: PlanPart["change"]])[] = [
  ["drop", "drop"],
  ["create", "create"],
  ["add", "create"],
  ["rename", "rename"],
];

/** The changes that a step makes: its own, and those that go along with it. */
export function partsOf({ operation, object, members = [] }: PlanStep): readonly PlanPart[] {
  const change = PREFIXES.find(([prefix]) => operation.startsWith(prefix))?.[1] ?? "alter";
  return [{ change, object }, ...members.filter((member) => member.object !== object)];
}

const CATEGORIES: readonly (readonly [pattern: RegExp, category: RiskCategory])[] = [
  [/^dropIndex$/, "PERFORMANCE"],
  [/^(?:drop|setColumnType|rebuildTable)/, "DATA_LOSS"],
];

function categoryOf(operation: string): RiskCategory {
  return CATEGORIES.find(([pattern]) => pattern.test(operation))?.[1] ?? "AVAILABILITY";
}

/** A fact that proves that nothing can be lost: an empty table, a column that nobody has ever written to. */
function disproofOf(step: PlanStep, scene: PlanScene, lost: ChangeFacts["lost"]): Evidence | undefined {
  if (step.operation.startsWith("rename")) return undefined;
  const object = scene.before.get(step.object) ?? scene.desired?.get(step.object);
  const table = object?.kind === "table" ? object.id : object?.parent;
  const facts = table === undefined ? undefined : scene.tables.get(scene.original(table)?.id ?? table);
  if (facts?.rows.value === 0 && facts.rows.isExact) return facts.rows.evidence;
  if (table !== undefined && scene.original(table) === undefined)
    return { source: "catalog", fact: `rows of ${table}, which is not there yet,`, value: 0, unit: "rows" };
  const isEmptied = step.operation === "dropColumn" && lost.length > 0;
  return isEmptied && lost.every(({ value, isExact }) => value === 0 && isExact) ? lost[0]?.evidence : undefined;
}

/** Without the catalog that is reached, the words of the statements have to do. */
function wordsOf(step: PlanStep, scene: PlanScene): PlanScene["before"] {
  const isRequired = step.operation === "addColumn" && step.statements.some((sql) => /\bNOT NULL\b/i.test(sql));
  if (!isRequired) return scene.before;
  const column: CatalogObject<"column"> = {
    id: step.object,
    kind: "column",
    path: [],
    definition: { type: "", notNull: true },
    dependsOn: [],
  };
  return new Map([...scene.before, [step.object, column]]);
}

/** What breaks when something goes or gets another name; what the plan itself sees to is left out. */
async function dependentsOf(part: PlanPart, scene: PlanScene): Promise<DependencyReport | undefined> {
  const object = scene.original(part.object);
  const takesAway =
    part.change === "drop" || part.change === "rename" || (part.change === "alter" && isRetyped(part, scene));
  if (object === undefined || !takesAway || object.kind === "constraint" || object.kind === "index") return undefined;
  const report = scene.reports.get(object.id) ?? (await analyzeDependencies(scene.actual, object));
  const table = object.kind === "table" ? object.id : object.parent;
  const dependencies = report.dependencies.filter((one) => {
    if (scene.handled.has(one.object)) return false;
    const found = scene.actual.objects.find(({ id }) => id === one.object);
    const isOwn = found?.parent !== undefined && found.parent === table;
    // The database renames by itself what it keeps a record of, and has keys and indexes follow a type.
    if (part.change === "rename") return one.dependencyType === "function" || one.dependencyType === "unmodelled";
    return !(isOwn && (object.kind === "table" || part.change === "alter")) && !isSelf(one.dependencyType, object);
  });
  return { ...report, dependencies };
}

/** A sequence that goes with its column is no loss of its own. */
function isSelf(type: string, object: CatalogObject): boolean {
  return type === "sequence" && (object.kind === "column" || object.kind === "table");
}

function isRetyped({ object }: PlanPart, { before, desired }: PlanScene): boolean {
  const [old, now] = [before.get(object), desired?.get(object)];
  if (old?.kind !== "column") return false;
  return now?.kind !== "column" || now.definition.type !== old.definition.type;
}

function nameOf(id: ObjectId, { before, desired }: PlanScene): string {
  const object = before.get(id) ?? desired?.get(id);
  return object === undefined ? id.slice(id.indexOf(" ") + 1) : displayName(object.path);
}
