import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { effectsDialect } from "../dialects/effects-dialects.ts";
import { readPredictionFacts } from "../effects/predict/read-prediction-facts.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { PlanStep } from "../plan/migration-plan.ts";

/**
 * Foretells what steps do to relations, one after the other: what an earlier one has made is not there before.
 *
 * @param connection the database as it is before the first of them
 * @param steps the steps
 * @returns for each step what its statements do, in order
 */
export async function stepEffects(
  connection: Connection,
  steps: readonly PlanStep[],
): Promise<readonly (readonly StatementEffects[])[]> {
  const { split, predictor } = effectsDialect(connection.dialect);
  const predict = predictor(await readPredictionFacts(connection));
  const effects: (readonly StatementEffects[])[] = [];
  for (const { id, statements } of steps) {
    const found: StatementEffects[] = [];
    for (const sql of statements) {
      const parts = await split(sql).catch(notParsed);
      found.push(...(parts === undefined ? [unknownEffects(id, sql)] : parts.map(predict)));
    }
    effects.push(found);
  }
  return effects;
}

function notParsed(error: unknown): undefined {
  if (isDataFlowError(error) && error.code === "MIGRATION.SQL_NOT_PARSED") return undefined;
  throw error;
}

function unknownEffects(step: string, statement: string): StatementEffects {
  const unknown = [`It is not known what ${step} locks: a statement of it cannot be parsed.`];
  return { statement, relations: [], nonTransactional: false, waitsForTransactions: false, unknown };
}
