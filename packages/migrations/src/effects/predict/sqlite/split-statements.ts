import { isSign, isWord, type SqliteToken, sqliteTokens } from "../../../introspect/sqlite/sqlite-tokens.ts";

/**
 * Splits a script at the semicolons that end statements; those in the body of a trigger do not.
 *
 * @param sql the script
 * @returns the statements in canonical words
 */
export function splitStatements(sql: string): readonly (readonly SqliteToken[])[] {
  const statements: SqliteToken[][] = [[]];
  let depth = 0;
  for (const token of sqliteTokens(sql)) {
    const current = statements.at(-1) ?? [];
    if (isSign(token, ";") && depth === 0) {
      statements.push([]);
      continue;
    }
    current.push(token);
    if (!isTrigger(current)) continue;
    if (isWord(token, "BEGIN", "CASE")) depth += 1;
    if (isWord(token, "END")) depth -= 1;
  }
  return statements.filter((tokens) => tokens.length > 0);
}

function isTrigger(tokens: readonly SqliteToken[]): boolean {
  return isWord(tokens[0], "CREATE") && tokens.slice(1, 3).some((token) => isWord(token, "TRIGGER"));
}
