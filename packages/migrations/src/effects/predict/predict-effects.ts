import { effectsDialect } from "../../dialects/effects-dialects.ts";
import type { PredictionFacts } from "../../dialects/prediction-facts.ts";
import type { ParsedStatement } from "../../sql/parse-sql.ts";
import type { StatementEffects } from "../statement-effects.ts";

/**
 * Foretells what one statement does to the relations that are there: which it locks, reads from end to end or writes
 * anew. Nothing is asked of the database.
 *
 * @param statement the statement; on SQLite only its text is looked at
 * @param facts what the database was when they were read
 * @returns its effects; what cannot be derived is named in `unknown`, and never taken for harmless
 * @example
 * ```ts
 * import { type ParsedStatement, type PredictionFacts, predictEffects } from "@dataflow/migrations";
 *
 * function isCheap(statement: ParsedStatement, facts: PredictionFacts) {
 *   const { relations, unknown } = predictEffects(statement, facts);
 *   return unknown.length === 0 && relations.every(({ rewrites, scans }) => !rewrites && !scans);
 * }
 * ```
 */
export function predictEffects(
  statement: Pick<ParsedStatement, "text" | "tree">,
  facts: PredictionFacts,
): StatementEffects {
  return effectsDialect(facts.dialect).predictor(facts)(statement);
}

/**
 * Foretells what the statements of a script do, one after the other: what an earlier one has made is not "there before",
 * and what an earlier one has changed counts for the later ones.
 *
 * @param sql one or more statements
 * @param facts what the database was when they were read
 * @returns the effects of each statement, in order
 * @throws MIGRATION.SQL_NOT_PARSED
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { predictScript, readPredictionFacts } from "@dataflow/migrations";
 *
 * async function locks(url: string) {
 *   const connection = connect(url);
 *   const facts = await readPredictionFacts(connection);
 *   const script = "CREATE TABLE notes (id integer); CREATE INDEX ON notes (id)";
 *   // Nothing: the table is new, so the index is in nobody's way.
 *   const locked = (await predictScript(script, facts)).flatMap(({ relations }) => relations);
 *   await connection.close();
 *   return locked;
 * }
 * ```
 */
export async function predictScript(sql: string, facts: PredictionFacts): Promise<readonly StatementEffects[]> {
  const { split, predictor } = effectsDialect(facts.dialect);
  return (await split(sql)).map(predictor(facts));
}
