import type { Node } from "@pgsql/types";
import { migrationErrors } from "../errors/migration-errors.ts";

/** A statement of a text, with its tree as the server's own parser makes it. */
export interface ParsedStatement {
  /** Its own text, without the semicolon and without what stands before it. */
  readonly text: string;
  /** Where it begins in the whole text, in UTF-16 units as JavaScript counts. */
  readonly offset: number;
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly tree: Node;
}

/**
 * Parses SQL with PostgreSQL's own grammar (that of version 18, which reads what older servers take). The parser is
 * loaded when it is first needed.
 *
 * @param sql statements
 * @returns the statements in order
 * @throws MIGRATION.SQL_NOT_PARSED when the grammar does not take it
 * @example
 * ```ts
 * import { parseSql } from "@dataflow/migrations";
 *
 * const statements = await parseSql("ALTER TABLE users ADD note text; DROP TABLE old_users");
 * console.log(statements.map(({ line, text }) => [line, text]));
 * ```
 */
export async function parseSql(sql: string): Promise<readonly ParsedStatement[]> {
  const parser = await import("libpg-query");
  const bytes = Buffer.from(sql, "utf8");
  const { stmts } = await parser.parse(sql).catch((error: unknown) => {
    throw notParsed(sql, error, parser.hasSqlDetails);
  });
  return (stmts ?? []).flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    if (stmt === undefined) return [];
    const end = length === undefined || length === 0 ? bytes.length : start + length;
    const raw = bytes.subarray(start, end).toString("utf8");
    const text = withoutLead(raw);
    const offset = bytes.subarray(0, start).toString("utf8").length + raw.length - text.length;
    return [{ text: text.trimEnd(), offset, line: lineAt(sql, offset), tree: stmt }];
  });
}

/** Without the blanks and comments before the first word: they belong to nobody. */
function withoutLead(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const comment = rest.startsWith("--") ? endOfLine(rest) : rest.startsWith("/*") ? endOfBlock(rest) : 0;
    if (comment === 0) return rest;
    rest = rest.slice(comment).trimStart();
  }
}

function endOfLine(text: string): number {
  const end = text.indexOf("\n");
  return end === -1 ? text.length : end + 1;
}

/** Block comments nest. */
function endOfBlock(text: string): number {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/\/\*|\*\//g)) {
    depth += mark === "/*" ? 1 : -1;
    if (depth === 0) return index + 2;
  }
  return text.length;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

type HasSqlDetails = typeof import("libpg-query")["hasSqlDetails"];

function notParsed(sql: string, error: unknown, hasSqlDetails: HasSqlDetails): Error {
  const position = hasSqlDetails(error) ? error.sqlDetails?.cursorPosition : undefined;
  // The parser's own message quotes the text near the error, which may be a value.
  const place = position === undefined ? "" : ` on line ${lineAt(sql, position)}`;
  return migrationErrors.create("SQL_NOT_PARSED", {
    message: `The server's grammar does not take the SQL${place}`,
    why: "what cannot be parsed cannot be judged",
    fix: "run the text through psql on a scratch database and mend it where it points",
  });
}
