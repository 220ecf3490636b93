import { sqliteTokens } from "../../introspect/sqlite/sqlite-tokens.ts";
import type { DependencyDialect } from "../dependency-dialect.ts";

const WORDS: ReadonlySet<string> = new Set(["view", "trigger"]);

/** SQLite keeps the words of a view or trigger, and finds out what they mean when it is used. */
export const sqliteDependencies: DependencyDialect = Object.freeze({
  isRecorded: ({ kind }) => !WORDS.has(kind),
  // The arguments of a module are names or texts.
  mentions: (sql, name) =>
    sqliteTokens(sql).some(({ value }) => value.replace(/^'|'$/g, "").toLowerCase() === name.toLowerCase()),
} satisfies DependencyDialect);
