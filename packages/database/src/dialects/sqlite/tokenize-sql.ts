/** A piece of SQL. `name`: an identifier without its quotes; `word`: a bare word, which may be a keyword or a name. */
export interface SqlToken {
  readonly kind: "word" | "name" | "text" | "number" | "symbol";
  /** As it means: without quotes. */
  readonly value: string;
  /** As it was written. */
  readonly sql: string;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<number>\d[\w.]*)|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<symbol>[\s\S])/gu;

/** Splits a statement that the database has accepted into its pieces, without blanks and comments. */
export function tokenizeSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const { text, name, number, word, symbol } = match.groups ?? {};
    if (text !== undefined) tokens.push({ kind: "text", value: undouble(text, "'"), sql: text });
    else if (name !== undefined) tokens.push({ kind: "name", value: unquoteName(name), sql: name });
    else if (number !== undefined) tokens.push({ kind: "number", value: number, sql: number });
    else if (word !== undefined) tokens.push({ kind: "word", value: word, sql: word });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol, sql: symbol });
  }
  return tokens;
}

function unquoteName(name: string): string {
  return name.startsWith("[") ? name.slice(1, -1) : undouble(name, name.slice(0, 1));
}

function undouble(quoted: string, quote: string): string {
  return quoted.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Whether a token is a keyword; a quoted name never is. */
export function isKeyword(token: SqlToken | undefined, keyword: string): boolean {
  return token?.kind === "word" && token.value.toUpperCase() === keyword;
}

export function isSymbol(token: SqlToken | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.value === symbol;
}
