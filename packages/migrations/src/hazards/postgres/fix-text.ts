import type { PostgresContext } from "./postgres-context.ts";

/** The statement with more at its end: `NOT VALID`. */
export function withEnding({ statement }: PostgresContext, ending: string): string {
  return `${statement.text} ${ending};`;
}

/** The statement with CONCURRENTLY behind a word; whoever runs it may not be in a transaction. */
export function concurrently({ statement }: PostgresContext, word: RegExp): string {
  const text = statement.text.replace(word, (found) => `${found} CONCURRENTLY`);
  return `-- outside of any transaction, and without a lock_timeout\n${text};`;
}

/** Lines of SQL, one statement each; a comment has a line of its own. */
export function safely(...lines: readonly string[]): string {
  return lines.map((line) => (line.startsWith("--") || line.endsWith(";") ? line : `${line};`)).join("\n");
}
