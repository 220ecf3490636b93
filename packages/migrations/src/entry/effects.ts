import type { Connection } from "@dataflow/database";
import type { PredictionFacts } from "../dialects/prediction-facts.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { TracedEffects } from "../effects/trace/traced-effects.ts";
import type { ParsedStatement } from "../sql/parse-sql.ts";

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
export async function readPredictionFacts(connection: Connection): Promise<PredictionFacts> {
  const work = await import("../schema-work.ts");
  return work.readPredictionFacts(connection);
}

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
 * async function isCheap(statement: ParsedStatement, facts: PredictionFacts) {
 *   const { relations, unknown } = await predictEffects(statement, facts);
 *   return unknown.length === 0 && relations.every(({ rewrites, scans }) => !rewrites && !scans);
 * }
 * ```
 */
export async function predictEffects(
  statement: Pick<ParsedStatement, "text" | "tree">,
  facts: PredictionFacts,
): Promise<StatementEffects> {
  const work = await import("../schema-work.ts");
  return work.predictEffects(statement, facts);
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
  const work = await import("../schema-work.ts");
  return work.predictScript(sql, facts);
}

/**
 * Runs statements and sees what they do: the locks they take, what they read from end to end and write anew. For a
 * staging database: on one that is in use it would block as the statements do.
 *
 * All run in one transaction, one after the other, which is taken back. Those that the server refuses there are looked
 * at from a second session, which needs a `poolSize` of 2 or more: it holds what they have to wait for, reads what they
 * ask for, and cancels them. Statements that leave nothing behind, or an index that can be dropped again, are then run
 * beside an old transaction; of the others `unknown` says that only their first lock was seen.
 *
 * @param connection the staging database; not inside a transaction
 * @param statements single statements, in order
 * @returns what each of them did
 * @throws DATABASE.* when a statement fails
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { traceEffects } from "@dataflow/migrations";
 *
 * const staging = connect("sqlite::memory:");
 * await staging.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
 * const [effects] = await traceEffects(staging, ["ALTER TABLE notes DROP COLUMN body"]);
 * console.log(effects?.relations.filter(({ rewrites }) => rewrites).map(({ relation }) => relation.name)); // ["notes"]
 * await staging.close();
 * ```
 */
export async function traceEffects(
  connection: Connection,
  statements: readonly string[],
): Promise<readonly TracedEffects[]> {
  const work = await import("../schema-work.ts");
  return work.traceEffects(connection, statements);
}
