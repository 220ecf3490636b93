import { parseColumn } from "../../introspect/sqlite/parse-column.ts";
import { parseTable } from "../../introspect/sqlite/parse-table.ts";
import type { ParsedColumn, ParsedTable } from "../../introspect/sqlite/parsed-table.ts";
import { isSign, isWord, nameOf } from "../../introspect/sqlite/sqlite-tokens.ts";
import { TokenReader } from "../../introspect/sqlite/token-reader.ts";
import type { SqliteStatement } from "./split-statements.ts";

/** What a statement does, as far as rules ask. */
export type SqliteAction =
  | {
      readonly kind: "createTable";
      readonly table: string;
      readonly parsed: ParsedTable | undefined;
      readonly isFilled: boolean;
    }
  | { readonly kind: "createIndex"; readonly table: string; readonly name: string }
  | { readonly kind: "createTrigger" | "createView"; readonly table: string; readonly name: string }
  | { readonly kind: "dropTable" | "dropView" | "dropIndex"; readonly table: string }
  | { readonly kind: "renameTable"; readonly table: string; readonly to: string }
  | { readonly kind: "renameColumn"; readonly table: string; readonly column: string; readonly to: string }
  | { readonly kind: "addColumn"; readonly table: string; readonly column: ParsedColumn; readonly isChecked: boolean }
  | { readonly kind: "dropColumn"; readonly table: string; readonly column: string }
  | { readonly kind: "alterOther"; readonly table: string; readonly words: string }
  | { readonly kind: "insert"; readonly table: string; readonly sources: readonly string[] }
  | {
      readonly kind: "update" | "delete";
      readonly table: string;
      readonly hasWhere: boolean;
      readonly columns: readonly string[];
    }
  | { readonly kind: "pragma"; readonly name: string; readonly value: string }
  | { readonly kind: "begin" | "commit" | "vacuum" | "other" };

/**
 * What a statement does.
 *
 * @param statement the statement
 * @returns its action; `"other"` for what no rule asks about
 */
export function readStatement(statement: SqliteStatement): SqliteAction {
  const reader = new TokenReader(statement.tokens);
  try {
    return readAction(reader, statement);
  } catch (error) {
    // A statement that ends too early, or has words of a version that the reader does not know.
    if (error instanceof TypeError) return { kind: "other" };
    throw error;
  }
}

function readAction(reader: TokenReader, statement: SqliteStatement): SqliteAction {
  if (reader.takeWords("ALTER", "TABLE")) return readAlter(reader);
  if (reader.takeWords("CREATE")) return readCreate(reader, statement);
  if (reader.takeWords("DROP")) return readDrop(reader);
  if (reader.takeWords("PRAGMA")) return readPragma(reader);
  if (reader.takeWords("BEGIN")) return { kind: "begin" };
  if (reader.takeWords("COMMIT") || reader.takeWords("END") || reader.takeWords("ROLLBACK")) {
    return isWord(reader.peek(), "TO") || reader.peek()?.value.toUpperCase() === "TO"
      ? { kind: "other" }
      : { kind: "commit" };
  }
  if (reader.takeWords("VACUUM")) return isWord(reader.peek(), "INTO") ? { kind: "other" } : { kind: "vacuum" };
  return readChange(reader);
}

function nameAt(reader: TokenReader): string {
  reader.takeWords("IF", "NOT", "EXISTS");
  reader.takeWords("IF", "EXISTS");
  const first = nameOf(reader.next());
  if (!isSign(reader.peek(), ".")) return first;
  reader.next();
  return nameOf(reader.next());
}

function readAlter(reader: TokenReader): SqliteAction {
  const table = nameAt(reader);
  if (reader.takeWords("RENAME", "TO")) return { kind: "renameTable", table, to: nameOf(reader.next()) };
  if (reader.takeWords("RENAME")) {
    reader.takeWords("COLUMN");
    const column = nameOf(reader.next());
    reader.takeWords("TO");
    return { kind: "renameColumn", table, column, to: nameOf(reader.next()) };
  }
  if (isWord(reader.peek(), "ADD") && !isWord(reader.peek(1), "CONSTRAINT", "CHECK", "FOREIGN", "UNIQUE", "PRIMARY")) {
    reader.next();
    reader.takeWords("COLUMN");
    const column = parseColumn(reader);
    return { kind: "addColumn", table, column, isChecked: column.constraints.some(({ type }) => type === "check") };
  }
  if (isWord(reader.peek(), "DROP") && !isWord(reader.peek(1), "CONSTRAINT")) {
    reader.next();
    reader.takeWords("COLUMN");
    return { kind: "dropColumn", table, column: nameOf(reader.next()) };
  }
  const words = [reader.peek(), reader.peek(1)].map((token) => token?.value.toUpperCase() ?? "").join(" ");
  return { kind: "alterOther", table, words };
}

function readCreate(reader: TokenReader, { text }: SqliteStatement): SqliteAction {
  reader.takeWords("TEMP");
  reader.takeWords("TEMPORARY");
  reader.takeWords("UNIQUE");
  if (reader.takeWords("TABLE")) {
    const table = nameAt(reader);
    const isFilled = isWord(reader.peek(), "AS");
    return { kind: "createTable", table, parsed: isFilled ? undefined : parseTable(text), isFilled };
  }
  if (reader.takeWords("INDEX")) {
    const name = nameAt(reader);
    while (!isWord(reader.peek(), "ON")) reader.next();
    reader.next();
    return { kind: "createIndex", table: nameOf(reader.next()), name };
  }
  if (reader.takeWords("VIEW")) return { kind: "createView", table: "", name: nameAt(reader) };
  if (!reader.takeWords("TRIGGER")) return { kind: "other" };
  const name = nameAt(reader);
  while (!isWord(reader.peek(), "ON")) reader.next();
  reader.next();
  return { kind: "createTrigger", table: nameOf(reader.next()), name };
}

function readDrop(reader: TokenReader): SqliteAction {
  if (reader.takeWords("TABLE")) return { kind: "dropTable", table: nameAt(reader) };
  if (reader.takeWords("VIEW")) return { kind: "dropView", table: nameAt(reader) };
  if (reader.takeWords("INDEX")) return { kind: "dropIndex", table: nameAt(reader) };
  return { kind: "other" };
}

function readPragma(reader: TokenReader): SqliteAction {
  const name = nameAt(reader).toLowerCase();
  const rest = reader.rest().filter((token) => !isSign(token, "=") && !isSign(token, "(") && !isSign(token, ")"));
  return { kind: "pragma", name, value: (rest[0]?.value ?? "").toLowerCase() };
}

function readChange(reader: TokenReader): SqliteAction {
  if (reader.takeWords("UPDATE")) {
    if (reader.takeWords("OR")) reader.next();
    const table = nameAt(reader);
    const rest = reader.rest();
    const columns = rest.flatMap((token, index) =>
      isSign(rest[index + 1], "=") && (token.kind === "name" || token.kind === "keyword") ? [nameOf(token)] : [],
    );
    return {
      kind: "update",
      table,
      hasWhere: rest.some((token) => isWord(token, "WHERE")),
      columns: columns.slice(0, 1),
    };
  }
  if (reader.takeWords("DELETE", "FROM")) {
    const table = nameAt(reader);
    return { kind: "delete", table, hasWhere: reader.rest().some((token) => isWord(token, "WHERE")), columns: [] };
  }
  const isInsert = reader.takeWords("INSERT") || reader.takeWords("REPLACE");
  if (!isInsert) return { kind: "other" };
  while (!isWord(reader.peek(), "INTO")) reader.next();
  reader.next();
  const table = nameAt(reader);
  const rest = reader.rest();
  const sources = rest.flatMap((token, index) => {
    const source = isWord(token, "FROM", "JOIN") ? rest[index + 1] : undefined;
    return source === undefined ? [] : [nameOf(source)];
  });
  return { kind: "insert", table, sources };
}
