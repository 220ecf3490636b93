import type { ParsedConstraint, WrittenReference } from "./parsed-table.ts";
import { canonicalSql, isSign, isWord, nameOf, printName } from "./sqlite-tokens.ts";
import { splitAtCommas, type TokenReader } from "./token-reader.ts";

/** `ON CONFLICT REPLACE`, if it is next, with a blank before it. */
export function conflictClause(reader: TokenReader): string {
  return reader.takeWords("ON", "CONFLICT") ? ` ON CONFLICT ${reader.next().sql}` : "";
}

/** A constraint in a line of its own; undefined for a name that no constraint follows, which the database takes as well. */
export function parseTableConstraint(reader: TokenReader): ParsedConstraint | undefined {
  const name = reader.takeWords("CONSTRAINT") ? nameOf(reader.next()) : undefined;
  if (name !== undefined && (reader.isAtEnd || isWord(reader.peek(), "CONSTRAINT"))) return undefined;
  if (reader.takeWords("PRIMARY", "KEY")) return keyOf(reader, name, "primary key", "PRIMARY KEY");
  if (reader.takeWords("UNIQUE")) return keyOf(reader, name, "unique", "UNIQUE");
  if (reader.takeWords("CHECK")) return checkOf(reader, name);
  if (!reader.takeWords("FOREIGN", "KEY")) throw new TypeError(`a constraint cannot begin with ${reader.peek()?.sql}`);
  const columns = names(reader);
  return { name, type: "foreign key", columns, sql: "", reference: parseReference(reader) };
}

function keyOf(
  reader: TokenReader,
  name: string | undefined,
  type: "primary key" | "unique",
  words: string,
): ParsedConstraint {
  const inside = reader.parenthesised();
  const columns = splitAtCommas(inside).flatMap(([first]) => (first === undefined ? [] : nameOf(first)));
  return { name, type, columns, sql: `${words} (${canonicalSql(inside)})${conflictClause(reader)}` };
}

/** A check; its columns are whatever names of columns stand in it, which the caller knows. */
export function checkOf(reader: TokenReader, name: string | undefined): ParsedConstraint {
  const inside = reader.parenthesised();
  const columns = inside.filter(({ kind }) => kind === "name").map(({ value }) => value);
  return { name, type: "check", columns, sql: `CHECK (${canonicalSql(inside)})${conflictClause(reader)}` };
}

/** `REFERENCES …` with all that may follow it. */
export function parseReference(reader: TokenReader): WrittenReference {
  if (!reader.takeWords("REFERENCES")) throw new TypeError("a reference was expected");
  const table = nameOf(reader.next());
  const columns = isSign(reader.peek(), "(") ? names(reader) : [];
  const actions = { onDelete: "NO ACTION", onUpdate: "NO ACTION" };
  const more: string[] = [];
  for (;;) {
    if (reader.takeWords("ON", "DELETE")) actions.onDelete = action(reader);
    else if (reader.takeWords("ON", "UPDATE")) actions.onUpdate = action(reader);
    else if (reader.takeWords("MATCH")) more.push(`MATCH ${reader.next().sql}`);
    else if (reader.takeWords("NOT", "DEFERRABLE")) initially(reader, "");
    else if (reader.takeWords("DEFERRABLE")) more.push(...initially(reader, "DEFERRABLE"));
    else return { table, columns, ...actions, more: more.join(" ") };
  }
}

function action(reader: TokenReader): string {
  if (reader.takeWords("SET", "NULL")) return "SET NULL";
  if (reader.takeWords("SET", "DEFAULT")) return "SET DEFAULT";
  if (reader.takeWords("NO", "ACTION")) return "NO ACTION";
  return reader.next().sql;
}

/** Only a reference that is deferred from the start behaves otherwise than a plain one that can be deferred. */
function initially(reader: TokenReader, word: string): readonly string[] {
  const when = reader.takeWords("INITIALLY") ? ` INITIALLY ${reader.next().sql}` : "";
  return word === "" ? [] : [`${word}${when}`];
}

function names(reader: TokenReader): readonly string[] {
  return splitAtCommas(reader.parenthesised()).flatMap(([first]) => (first === undefined ? [] : nameOf(first)));
}

/** A reference in canonical words, once it is known what it refers to. */
export function referenceSql(
  columns: readonly string[],
  reference: WrittenReference,
  target: readonly string[],
): string {
  const list = (of: readonly string[]): string => `(${of.map(printName).join(", ")})`;
  const to = `${printName(reference.table)}${target.length === 0 ? "" : ` ${list(target)}`}`;
  const more = reference.more === "" ? "" : ` ${reference.more}`;
  const actions = `ON DELETE ${reference.onDelete} ON UPDATE ${reference.onUpdate}`;
  return `FOREIGN KEY ${list(columns)} REFERENCES ${to} ${actions}${more}`;
}

/** Whether a line of CREATE TABLE is a constraint rather than a column. */
export function beginsConstraint(reader: TokenReader): boolean {
  return isWord(reader.peek(), "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");
}
