import { SQLITE_KEYWORDS } from "./sqlite-keywords.ts";

/** A piece of SQL: `name` is an identifier, quoted or not; `keyword` a word of the grammar. */
export interface SqliteToken {
  readonly kind: "keyword" | "name" | "text" | "number" | "symbol";
  /** As it means: names without quotes, keywords in capitals. */
  readonly value: string;
  /** As it is written in canonical words. */
  readonly sql: string;
  /** A word of the grammar as the author wrote it: most of them may be names as well. */
  readonly written?: string;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>[xX]?'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<number>0[xX][\da-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<symbol>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[\s\S])/gu;

const PLAIN = /^[A-Za-z_][A-Za-z0-9_$]*$/;

/**
 * Splits a statement that the database has accepted into its pieces, without blanks and comments.
 *
 * @param sql the statement
 * @returns its pieces in order
 */
export function sqliteTokens(sql: string): readonly SqliteToken[] {
  const tokens: SqliteToken[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const { text, name, number, word, symbol } = match.groups ?? {};
    if (text !== undefined) tokens.push({ kind: "text", value: text, sql: text });
    else if (name !== undefined) tokens.push(nameToken(unquoteName(name)));
    else if (number !== undefined) tokens.push({ kind: "number", value: number, sql: number });
    else if (word !== undefined) tokens.push(wordToken(word));
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol, sql: symbol });
  }
  return tokens;
}

/**
 * What follows a word of the grammar, as it is written.
 *
 * @param sql a statement
 * @param word the word, in capitals
 * @returns the text behind the first such word; empty when there is none
 */
export function textBehind(sql: string, word: string): string {
  for (const match of sql.matchAll(TOKEN))
    if (match.groups?.word?.toUpperCase() === word) return sql.slice(match.index + match[0].length);
  return "";
}

/** A name as canonical SQL writes it: with quotes only where it needs them. */
export function printName(name: string): string {
  return PLAIN.test(name) && !SQLITE_KEYWORDS.has(name.toUpperCase()) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Whether a token is a certain word of the grammar. */
export function isWord(token: SqliteToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "keyword" && words.includes(token.value);
}

/** Whether a token is a certain sign. */
export function isSign(token: SqliteToken | undefined, sign: string): boolean {
  return token?.kind === "symbol" && token.value === sign;
}

function wordToken(word: string): SqliteToken {
  const upper = word.toUpperCase();
  return SQLITE_KEYWORDS.has(upper) ? { kind: "keyword", value: upper, sql: upper, written: word } : nameToken(word);
}

function nameToken(name: string): SqliteToken {
  return { kind: "name", value: name, sql: printName(name) };
}

/** The name that a token stands for. Where a name has to be, the database takes a text for one, and most of its words. */
export function nameOf(token: SqliteToken): string {
  const isText = token.kind === "text" && token.value.startsWith("'");
  return isText ? token.value.slice(1, -1).replaceAll("''", "'") : (token.written ?? token.value);
}

function unquoteName(name: string): string {
  if (name.startsWith("[")) return name.slice(1, -1);
  const quote = name.slice(0, 1);
  return name.slice(1, -1).replaceAll(quote + quote, quote);
}

/**
 * Writes pieces of SQL in one way, however they were written before: one blank where one is needed.
 *
 * @param tokens the pieces
 * @returns canonical SQL
 */
export function canonicalSql(tokens: readonly SqliteToken[]): string {
  let sql = "";
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    sql += previous !== undefined && needsBlank(previous, token) ? ` ${token.sql}` : token.sql;
  }
  return sql;
}

function needsBlank(previous: SqliteToken, token: SqliteToken): boolean {
  if (isSign(previous, "(") || isSign(previous, ".")) return false;
  if (isSign(token, ")") || isSign(token, ",") || isSign(token, ".") || isSign(token, ";")) return false;
  // The arguments of a function follow its name at once.
  return !(isSign(token, "(") && previous.kind === "name");
}
