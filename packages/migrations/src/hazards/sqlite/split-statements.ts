import { type SqliteToken, sqliteTokens } from "../../introspect/sqlite/sqlite-tokens.ts";

/** A statement of a script, in pieces. */
export interface SqliteStatement {
  readonly text: string;
  /** Where it begins in the script, in UTF-16 units. */
  readonly offset: number;
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly tokens: readonly SqliteToken[];
}

const PIECE =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|;|[^\s;'"`[/-]+|[\s\S]/g;

/**
 * Splits a script at its semicolons. Those of a trigger's body belong to it.
 *
 * @param sql the script
 * @returns its statements, without the comments before them
 */
export function splitStatements(sql: string): readonly SqliteStatement[] {
  const statements: SqliteStatement[] = [];
  let start: number | undefined;
  let body: TriggerBody = { isTrigger: false, depth: 0 };
  let words = "";
  const close = (end: number): void => {
    if (start !== undefined) statements.push(statementAt(sql, start, end));
    start = undefined;
    words = "";
    body = { isTrigger: false, depth: 0 };
  };
  for (const { 0: piece, index } of sql.matchAll(PIECE)) {
    const isComment = piece.startsWith("--") || piece.startsWith("/*");
    if (isComment || piece.trim() === "") continue;
    if (piece === ";" && body.depth === 0) {
      close(index);
      continue;
    }
    start ??= index;
    if (words.length < 60) words += ` ${piece.toUpperCase()}`;
    body = insideTrigger(body, piece.toUpperCase(), words);
  }
  close(sql.length);
  return statements;
}

interface TriggerBody {
  readonly isTrigger: boolean;
  readonly depth: number;
}

/** BEGIN opens a trigger's body, CASE opens what END closes as well. */
function insideTrigger({ isTrigger, depth }: TriggerBody, word: string, words: string): TriggerBody {
  const trigger = isTrigger || /^ CREATE (?:TEMP |TEMPORARY )?TRIGGER\b/.test(words);
  if (!trigger) return { isTrigger: false, depth: 0 };
  if (word === "BEGIN" || word === "CASE") return { isTrigger: true, depth: depth + 1 };
  return { isTrigger: true, depth: word === "END" ? Math.max(0, depth - 1) : depth };
}

function statementAt(sql: string, start: number, end: number): SqliteStatement {
  const text = sql.slice(start, end).trimEnd();
  return { text, offset: start, line: sql.slice(0, start).split("\n").length, tokens: sqliteTokens(text) };
}
