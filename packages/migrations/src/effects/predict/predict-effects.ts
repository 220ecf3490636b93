import { effectsDialect } from "../../dialects/effects-dialects.ts";
import type { PredictionFacts } from "../../dialects/prediction-facts.ts";
import type { ParsedStatement } from "../../sql/parse-sql.ts";
import type { StatementEffects } from "../statement-effects.ts";

/** The work of the exported `predictEffects`, which says what it promises. */
export function predictEffects(
  statement: Pick<ParsedStatement, "text" | "tree">,
  facts: PredictionFacts,
): StatementEffects {
  return effectsDialect(facts.dialect).predictor(facts)(statement);
}

/** The work of the exported `predictScript`, which says what it promises. */
export async function predictScript(sql: string, facts: PredictionFacts): Promise<readonly StatementEffects[]> {
  const { split, predictor } = effectsDialect(facts.dialect);
  return (await split(sql)).map(predictor(facts));
}
