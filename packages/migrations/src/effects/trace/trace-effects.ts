import type { Connection } from "@dataflow/database";
import { effectsDialect } from "../../dialects/effects-dialects.ts";
import type { TracedEffects } from "./traced-effects.ts";

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
export function traceEffects(connection: Connection, statements: readonly string[]): Promise<readonly TracedEffects[]> {
  return effectsDialect(connection.dialect).trace(connection, statements);
}
