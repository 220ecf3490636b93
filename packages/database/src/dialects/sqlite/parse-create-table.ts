/**
 * SQLite's catalog does not keep everything: the names of constraints, checks and AUTOINCREMENT are only in the text of
 * CREATE TABLE. This reads them from there. The text was accepted by the database, so it only has to be taken apart.
 */
import { isKeyword, isSymbol, type SqlToken, tokenizeSql } from "./tokenize-sql.ts";

/** A constraint that the text declares, over columns of its table. */
export interface DeclaredConstraint {
  readonly kind: "primary key" | "unique" | "foreign key" | "check";
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** What is in the parentheses of a check. */
  readonly tokens: readonly SqlToken[];
  /** Whether it stands behind a column, rather than in a line of its own. */
  readonly isOfColumn: boolean;
}

/** What only the text of a table says. */
export interface DeclaredTable {
  readonly constraints: readonly DeclaredConstraint[];
  readonly hasAutoIncrement: boolean;
}

export function parseCreateTable(sql: string): DeclaredTable {
  const tokens = tokenizeSql(sql);
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  const elements = open === -1 ? [] : splitAtCommas(parenthesised(tokens, open));
  return {
    constraints: elements.flatMap(constraintsOf),
    hasAutoIncrement: tokens.some((token) => isKeyword(token, "AUTOINCREMENT")),
  };
}

/** What is between the parenthesis at a position and the one that closes it. */
function parenthesised(tokens: readonly SqlToken[], open: number): readonly SqlToken[] {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(")) depth++;
    if (isSymbol(tokens[at], ")") && --depth === 0) return tokens.slice(open + 1, at);
  }
  return tokens.slice(open + 1);
}

function splitAtCommas(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (depth === 0 && isSymbol(token, ",")) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function constraintsOf(element: readonly SqlToken[]): readonly DeclaredConstraint[] {
  const [first] = element;
  if (first === undefined) return [];
  const isOfTable = TABLE_CONSTRAINT_WORDS.some((word) => isKeyword(first, word));
  return isOfTable ? readConstraints(element, undefined) : readConstraints(element.slice(1), first.value);
}

const TABLE_CONSTRAINT_WORDS = ["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"];

/** Reads the constraints of one element; those behind a column are over that column. */
function readConstraints(tokens: readonly SqlToken[], column: string | undefined): readonly DeclaredConstraint[] {
  const found: DeclaredConstraint[] = [];
  let name: string | undefined;
  for (let at = 0; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(")) {
      at += parenthesised(tokens, at).length + 1;
    } else if (isKeyword(tokens[at], "CONSTRAINT")) {
      name = tokens[++at]?.value;
    } else {
      const kind = kindAt(tokens, at, column !== undefined);
      if (kind === undefined) continue;
      const open = tokens.findIndex((token, index) => index > at && isSymbol(token, "("));
      const inside = open === -1 ? [] : parenthesised(tokens, open);
      const columns = column === undefined ? columnNames(inside) : [column];
      found.push({ kind, name, columns, tokens: kind === "check" ? inside : [], isOfColumn: column !== undefined });
      name = undefined;
      // A reference of a table constraint follows its columns and is not one of its own.
      if (column === undefined) return found;
    }
  }
  return found;
}

function kindAt(tokens: readonly SqlToken[], at: number, isOfColumn: boolean): DeclaredConstraint["kind"] | undefined {
  const token = tokens[at];
  if (isKeyword(token, "PRIMARY")) return "primary key";
  if (isKeyword(token, "UNIQUE")) return "unique";
  if (isKeyword(token, "CHECK")) return "check";
  return isKeyword(token, isOfColumn ? "REFERENCES" : "FOREIGN") ? "foreign key" : undefined;
}

function columnNames(tokens: readonly SqlToken[]): readonly string[] {
  return splitAtCommas(tokens).flatMap((part) => part[0]?.value ?? []);
}
