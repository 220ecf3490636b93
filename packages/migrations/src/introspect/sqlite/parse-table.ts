import { parseColumn } from "./parse-column.ts";
import { beginsConstraint, parseTableConstraint } from "./parse-constraint.ts";
import type { ParsedColumn, ParsedConstraint, ParsedTable } from "./parsed-table.ts";
import { isSign, isWord, printName, sqliteTokens } from "./sqlite-tokens.ts";
import { splitAtCommas, TokenReader } from "./token-reader.ts";

/**
 * Takes the text of a table apart. SQLite's pragmas tell neither the names of constraints nor checks, conflict clauses
 * and deferral; the text has all of it, and was accepted by the database.
 *
 * @param sql the text of CREATE TABLE, from the catalog
 * @returns columns, constraints and options
 * @throws TypeError for a text that no CREATE TABLE can have
 */
export function parseTable(sql: string): ParsedTable {
  const reader = new TokenReader(sqliteTokens(sql));
  while (!isSign(reader.peek(), "(")) reader.next();
  const columns: ParsedColumn[] = [];
  const constraints: ParsedConstraint[] = [];
  for (const part of splitAtCommas(reader.parenthesised())) {
    const line = new TokenReader(part);
    if (!beginsConstraint(line)) columns.push(parseColumn(line));
    // SQLite takes constraints in one line without commas between them, too.
    else while (!line.isAtEnd) constraints.push(...[parseTableConstraint(line)].filter((found) => found !== undefined));
  }
  const options = reader.rest();
  return {
    columns,
    constraints: [...columns.flatMap(inlineConstraints), ...constraints].map((found) => withOwnColumns(found, columns)),
    strict: options.some((token) => token.value.toUpperCase() === "STRICT"),
    withoutRowid: options.some((token) => isWord(token, "WITHOUT")),
  };
}

function inlineConstraints({ name, constraints }: ParsedColumn): readonly ParsedConstraint[] {
  return constraints.map((found) =>
    found.type === "unique" ? { ...found, sql: found.sql.replace("\0", ` (${printName(name)})`) } : found,
  );
}

/** A check names functions as well as columns; only the columns of its table count, as the table spells them. */
function withOwnColumns(constraint: ParsedConstraint, columns: readonly ParsedColumn[]): ParsedConstraint {
  const lower = new Set(constraint.columns.map((name) => name.toLowerCase()));
  if (constraint.type === "check") {
    return { ...constraint, columns: columns.map(({ name }) => name).filter((name) => lower.has(name.toLowerCase())) };
  }
  const spelled = (name: string): string =>
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name;
  return { ...constraint, columns: constraint.columns.map(spelled) };
}
