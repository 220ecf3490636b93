import type { Connection } from "@dataflow/database";
import { effectsDialect } from "../../dialects/effects-dialects.ts";
import type { PredictionFacts } from "../../dialects/prediction-facts.ts";

/**
 * Reads what the effects of statements depend on: relations and columns, constraints and indexes, types and casts, what
 * depends on what, which functions are volatile, and the session's settings. A few queries, whatever there is.
 *
 * @param connection the database
 * @returns the facts; foretelling needs no database any more
 * @throws DATABASE.* classified errors
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { predictScript, readPredictionFacts } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
 * const facts = await readPredictionFacts(connection);
 * const [effects] = await predictScript("ALTER TABLE notes DROP COLUMN body", facts);
 * console.log(effects?.relations);
 * await connection.close();
 * ```
 */
export function readPredictionFacts(connection: Connection): Promise<PredictionFacts> {
  return effectsDialect(connection.dialect).readFacts(connection);
}
