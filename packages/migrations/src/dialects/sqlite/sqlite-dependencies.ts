import type { DependencyDialect } from "../dependency-dialect.ts";

const WORDS: ReadonlySet<string> = new Set(["view", "trigger"]);

/** SQLite keeps the words of a view or trigger, and finds out what they mean when it is used. */
export const sqliteDependencies: DependencyDialect = Object.freeze({
  isRecorded: ({ kind }) => !WORDS.has(kind),
} satisfies DependencyDialect);
