import type { Evidence } from "../evidence/evidence.ts";
import { RISK_LEVELS, type RiskLevel } from "../report/risk-level.ts";
import type { RiskFactor } from "../risk/risk-assessment.ts";
import type { Addition, AdditionPlace, AdditionSteps, Rehearsal } from "./addition.ts";
import type { CountedRows } from "./count-rows.ts";
import type { NotNullAdditionPlan } from "./not-null-plan.ts";

/** What the risk of an addition follows from. */
export interface AdditionFacts {
  readonly addition: Addition;
  readonly place: AdditionPlace;
  readonly rehearsal: Rehearsal;
  readonly steps: AdditionSteps;
  readonly counted: CountedRows;
}

/** From which score on a level is reached, in the order of the levels. */
const LEVEL_SCORES = [0, 26, 51, 76];

/**
 * What can go wrong with an addition.
 *
 * @param facts what is known
 * @returns the level and why
 */
export function additionRisk(facts: AdditionFacts): NotNullAdditionPlan["riskAssessment"] {
  const riskFactors = [...rowFactors(facts), ...laterFactors(facts), ...rehearsalFactors(facts)];
  const score = Math.max(0, ...riskFactors.map(({ impactScore }) => impactScore));
  return { riskLevel: levelOf(score), score, riskFactors };
}

function levelOf(score: number): RiskLevel {
  return RISK_LEVELS[LEVEL_SCORES.findLastIndex((least) => score >= least)] ?? "CRITICAL";
}

function factor(code: string, impactScore: number, description: string, evidence: readonly Evidence[]): RiskFactor {
  return { code, description, impactScore, evidence };
}

function rowFactors({ steps, counted, addition, place }: AdditionFacts): readonly RiskFactor[] {
  const { executionStrategy } = steps;
  const { rows, evidence } = counted;
  const name = addition.table.name;
  if (executionStrategy === "SINGLE_STEP")
    return [factor("NO_ROW_TOUCHED", 5, "the column comes with its default, and no row is written", [evidence])];
  if (rows === 0) return [factor("NO_ROWS", 5, `${name} has no rows`, [evidence])];
  const triggers = updateTriggers(place);
  const onRows = triggers.map((trigger) =>
    factor("TRIGGERS_RUN", 40, `the trigger ${trigger} runs for every row that is filled`, [
      { source: "catalog", fact: `triggers of ${name} that run when a row is updated`, value: triggers.length },
    ]),
  );
  if (rows === undefined)
    return [factor("ROWS_UNKNOWN", 55, `nobody knows how many rows of ${name} are written`, [evidence]), ...onRows];
  if (executionStrategy === "REBUILD")
    return [factor("WRITERS_WAIT", 45, `writers wait while ${rows} rows are copied`, [evidence])];
  return [factor("ROWS_WRITTEN", 30, `${rows} rows are written, in batches`, [evidence]), ...onRows];
}

function updateTriggers({ objects, table }: AdditionPlace): readonly string[] {
  const names: string[] = [];
  for (const object of objects.values()) {
    if (object.kind !== "trigger" || object.parent !== table.id) continue;
    const events = object.definition.sql.split(/\bON\b/i)[0] ?? "";
    if (/\bUPDATE\b/i.test(events)) names.push(object.path.at(-1) ?? "");
  }
  return names;
}

/** Code that does not know the column inserts rows without it. */
function laterFactors({ addition, counted }: AdditionFacts): readonly RiskFactor[] {
  if (addition.keepsDefault) return [];
  return [
    factor("INSERTS_MUST_GIVE_VALUE", 45, "at the end rows are refused that are inserted without a value", [
      { source: "statement", fact: "the column keeps a default", value: false },
      counted.evidence,
    ]),
  ];
}

function rehearsalFactors({ rehearsal, steps }: AdditionFacts): readonly RiskFactor[] {
  const { refused, columnRewrites } = rehearsal;
  const found: RiskFactor[] = [];
  if (refused !== undefined)
    found.push(
      factor("STATEMENT_REFUSED", 90, `a statement is refused: ${refused.message}`, [
        { source: "trace", fact: "the code of the refusal", value: refused.state ?? refused.code },
      ]),
    );
  if (columnRewrites && steps.executionStrategy !== "SINGLE_STEP")
    found.push(
      factor("TYPE_REWRITES", 80, "all rows are written anew under an exclusive lock, because of the type", [
        { source: "trace", fact: "the file of the table is another one after the column was added", value: true },
      ]),
    );
  return found;
}
