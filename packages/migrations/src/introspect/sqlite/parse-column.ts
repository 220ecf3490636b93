import type { ColumnDefinition } from "../../catalog/object-definitions.ts";
import { checkOf, conflictClause, parseReference } from "./parse-constraint.ts";
import type { ParsedColumn, ParsedConstraint } from "./parsed-table.ts";
import { canonicalSql, isSign, isWord, nameOf, type SqliteToken } from "./sqlite-tokens.ts";
import type { TokenReader } from "./token-reader.ts";

/** The words that end a type. */
const AFTER_TYPE = [
  "CONSTRAINT",
  "PRIMARY",
  "NOT",
  "NULL",
  "UNIQUE",
  "CHECK",
  "DEFAULT",
  "COLLATE",
  "REFERENCES",
  "GENERATED",
  "AS",
];

/** What has been read of a column so far. */
interface ColumnDraft {
  definition: ColumnDefinition;
  readonly constraints: ParsedConstraint[];
}

/**
 * Takes the declaration of a column apart.
 *
 * @param reader at the column's name
 * @returns the column with the constraints behind it
 */
export function parseColumn(reader: TokenReader): ParsedColumn {
  const name = nameOf(reader.next());
  const draft: ColumnDraft = { definition: { type: parseType(reader), notNull: false }, constraints: [] };
  while (!reader.isAtEnd) {
    const constraint = reader.takeWords("CONSTRAINT") ? nameOf(reader.next()) : undefined;
    parsePart(reader, { column: name, constraint, draft });
  }
  return { name, ...draft };
}

function parseType(reader: TokenReader): string {
  const tokens: SqliteToken[] = [];
  while (!reader.isAtEnd && !isWord(reader.peek(), ...AFTER_TYPE)) {
    if (!isSign(reader.peek(), "(")) tokens.push(reader.next());
    else {
      const open = { kind: "symbol", value: "(", sql: "(" } as const;
      tokens.push(open, ...reader.parenthesised(), { kind: "symbol", value: ")", sql: ")" });
    }
  }
  return canonicalSql(tokens);
}

interface Part {
  readonly column: string;
  /** The name given to the constraint that follows. */
  readonly constraint: string | undefined;
  readonly draft: ColumnDraft;
}

function parsePart(reader: TokenReader, { column, constraint: name, draft }: Part): void {
  const set = (more: Partial<ColumnDefinition>): void => {
    draft.definition = { ...draft.definition, ...more };
  };
  const add = (found: Omit<ParsedConstraint, "name" | "columns">): void => {
    draft.constraints.push({ name, columns: [column], ...found });
  };
  if (reader.takeWords("PRIMARY", "KEY")) add({ type: "primary key", sql: primaryKeySql(reader) });
  else if (reader.takeWords("UNIQUE")) add({ type: "unique", sql: `UNIQUE\0${conflictClause(reader)}` });
  else if (isWord(reader.peek(), "CHECK")) {
    reader.next();
    draft.constraints.push(checkOf(reader, name));
  } else if (isWord(reader.peek(), "REFERENCES"))
    add({ type: "foreign key", sql: "", reference: parseReference(reader) });
  else if (reader.takeWords("NOT", "NULL")) set({ notNull: true, ...conflictOption(conflictClause(reader)) });
  else if (reader.takeWords("NULL")) conflictClause(reader);
  else if (reader.takeWords("DEFAULT")) set({ default: parseDefault(reader) });
  else if (reader.takeWords("COLLATE")) set({ collation: nameOf(reader.next()) });
  else if (reader.takeWords("GENERATED", "ALWAYS", "AS") || reader.takeWords("AS"))
    set({ generated: generatedOf(reader) });
  else throw new TypeError(`a column cannot be followed by ${reader.peek()?.sql}`);
}

/** A key behind its column means more than one in a line of its own: an INTEGER numbers rows only so. */
function primaryKeySql(reader: TokenReader): string {
  const direction = reader.takeWords("DESC") ? " DESC" : "";
  reader.takeWords("ASC");
  const conflict = conflictClause(reader);
  return `PRIMARY KEY${direction}${conflict}${reader.takeWords("AUTOINCREMENT") ? " AUTOINCREMENT" : ""}`;
}

function conflictOption(conflict: string): Partial<ColumnDefinition> {
  return conflict === "" ? {} : { options: [`NOT NULL${conflict}`] };
}

function parseDefault(reader: TokenReader): string {
  if (isSign(reader.peek(), "(")) return `(${canonicalSql(reader.parenthesised())})`;
  const first = reader.next();
  return isSign(first, "-") || isSign(first, "+") ? `${first.sql}${reader.next().sql}` : first.sql;
}

function generatedOf(reader: TokenReader): { readonly expression: string; readonly kind: "stored" | "virtual" } {
  const expression = canonicalSql(reader.parenthesised());
  const isStored = reader.peek()?.value.toUpperCase() === "STORED";
  if (isStored || isWord(reader.peek(), "VIRTUAL")) reader.next();
  return { expression, kind: isStored ? "stored" : "virtual" };
}
