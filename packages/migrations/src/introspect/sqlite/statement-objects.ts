import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import type { SchemaRow } from "./sqlite-schema-rows.ts";
import { canonicalSql, isSign, isWord, type SqliteToken, sqliteTokens, textBehind } from "./sqlite-tokens.ts";
import { splitAtCommas, TokenReader } from "./token-reader.ts";

/** What a statement may refer to: every table and view by its name in lower case, and the columns of tables. */
export interface NamedRelations {
  readonly relations: ReadonlyMap<string, ObjectId>;
  readonly columns: ReadonlyMap<ObjectId, readonly string[]>;
  /** The names of tables as they are spelled. */
  readonly names: ReadonlyMap<ObjectId, string>;
}

/** An index that somebody created. */
export function indexObject(row: SchemaRow, known: NamedRelations): CatalogObject<"index"> {
  const tokens = sqliteTokens(row.sql);
  const reader = new TokenReader(tokens);
  while (!isSign(reader.peek(), "(")) reader.next();
  const parts = splitAtCommas(reader.parenthesised());
  const predicate = reader.takeWords("WHERE") ? canonicalSql(reader.rest()) : undefined;
  const parent = known.relations.get(row.table.toLowerCase()) ?? objectId("table", [row.table]);
  const names = new Set(tokens.filter(({ kind }) => kind === "name").map(({ value }) => value.toLowerCase()));
  const columns = (known.columns.get(parent) ?? []).filter((name) => names.has(name.toLowerCase()));
  return {
    id: objectId("index", [row.name]),
    kind: "index",
    path: [row.name],
    parent,
    definition: {
      sql: withoutCondition(tokens),
      method: "btree",
      unique: isWord(tokens[1], "UNIQUE"),
      columns: parts.map((part) => columnOf(part, columns)),
      ...(predicate !== undefined && { predicate }),
      valid: true,
    },
    dependsOn: [parent, ...columns.map((column) => objectId("column", [row.table, column]))].sort(),
  };
}

function columnOf([first, second]: readonly SqliteToken[], columns: readonly string[]): string | null {
  const isPlain = first?.kind === "name" && (second === undefined || isWord(second, "ASC", "DESC", "COLLATE"));
  return isPlain ? (columns.find((name) => name.toLowerCase() === first.value.toLowerCase()) ?? null) : null;
}

/** A view. What it depends on is read from its words: SQLite keeps no record of it. */
export function viewObject(row: SchemaRow, known: NamedRelations): CatalogObject<"view"> {
  const tokens = sqliteTokens(row.sql);
  const id = objectId("view", [row.name]);
  const reader = new TokenReader(tokens);
  while (!isWord(reader.peek(), "AS") && !isSign(reader.peek(), "(")) reader.next();
  const columns = isSign(reader.peek(), "(")
    ? splitAtCommas(reader.parenthesised()).map(([first]) => first?.value ?? "")
    : [];
  reader.takeWords("AS");
  const query = canonicalSql(reader.rest());
  return {
    id,
    kind: "view",
    path: [row.name],
    definition: { query, columns },
    dependsOn: mentioned(tokens, known, id),
  };
}

/** A trigger of a table or view. */
export function triggerObject(row: SchemaRow, known: NamedRelations): CatalogObject<"trigger"> {
  const tokens = sqliteTokens(row.sql);
  const parent = known.relations.get(row.table.toLowerCase()) ?? objectId("table", [row.table]);
  const id = objectId("trigger", [row.name]);
  const dependsOn = [...new Set([parent, ...mentioned(tokens, known, id)])].sort();
  const definition = { sql: withoutCondition(tokens), enabled: "origin" };
  return { id, kind: "trigger", path: [row.name], parent, definition, dependsOn };
}

/**
 * A virtual table: its module and arguments are all that is known of it. They are kept as they are written: each module
 * reads them in its own way, and some take a blank for a part of a word.
 */
export function virtualTableObject(row: SchemaRow): CatalogObject<"table"> {
  const definition = { virtual: textBehind(row.sql, "USING").replace(/;\s*$/, "").trim() };
  return { id: objectId("table", [row.name]), kind: "table", path: [row.name], definition, dependsOn: [] };
}

/** Relations whose names stand in a statement, and those of their columns that do. More than it needs, never less. */
function mentioned(tokens: readonly SqliteToken[], known: NamedRelations, self: ObjectId): readonly ObjectId[] {
  const names = new Set(tokens.filter(({ kind }) => kind === "name").map(({ value }) => value.toLowerCase()));
  const isAll = tokens.some((token) => isSign(token, "*"));
  const found: ObjectId[] = [];
  for (const name of names) {
    const relation = known.relations.get(name);
    if (relation === undefined || relation === self) continue;
    found.push(relation);
    for (const column of known.columns.get(relation) ?? []) {
      if (isAll || names.has(column.toLowerCase()))
        found.push(objectId("column", [known.names.get(relation) ?? name, column]));
    }
  }
  return found.sort();
}

/** The statement without IF NOT EXISTS, which the database keeps although it says nothing of the object. */
function withoutCondition(tokens: readonly SqliteToken[]): string {
  const at = tokens.findIndex((token, index) => isWord(token, "IF") && isWord(tokens[index + 1], "NOT"));
  const isClause = at > 0 && at < 4 && isWord(tokens[at + 2], "EXISTS");
  return canonicalSql(isClause ? [...tokens.slice(0, at), ...tokens.slice(at + 3)] : tokens);
}
