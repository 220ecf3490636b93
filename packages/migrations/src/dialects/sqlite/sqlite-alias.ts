/**
 * No view can be written to here by itself: three triggers write to the table in its place. They see every column as it
 * is to be, and not which of them a statement named, so what was left out and what is NULL look the same to them.
 */
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { printName } from "../../introspect/sqlite/sqlite-tokens.ts";
import { rowidColumn, type TableParts, tableParts } from "../../operations/sqlite/table-parts.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import type { AliasDialect, AliasSource } from "../alias-dialect.ts";

/** Second names on SQLite. */
export const sqliteAlias: AliasDialect = Object.freeze({
  objects,
  obstacles,
  limits,
  // A file's objects belong to nobody.
  ownership: async () => [],
  countCalls: async () => ({ unknown: "SQLite counts no statements" }),
});

function objects(source: AliasSource): readonly CatalogObject[] {
  const { table, path, columns } = source;
  const parts = tableParts(table.id, source.objects);
  const id = objectId("view", path);
  const list = columns.map(({ name, source: column }) =>
    name === column ? printName(name) : `${printName(column)} AS ${printName(name)}`,
  );
  const query = `SELECT ${list.join(", ")} FROM ${printName(table.path[0] ?? "")}`;
  const view: CatalogObject = {
    id,
    kind: "view",
    path,
    definition: { query, columns: [] },
    dependsOn: [table.id, ...columns.map((column) => objectId("column", [...table.path, column.source]))].sort(),
    isApproximate: true,
  };
  if (parts === undefined) return freezeDeep([view]);
  return freezeDeep([view, ...triggers(id, source, parts)]);
}

function triggers(view: ObjectId, source: AliasSource, parts: TableParts): readonly CatalogObject[] {
  const alias = source.path[0] ?? "";
  const table = printName(source.table.path[0] ?? "");
  const written = writtenColumns(source, parts);
  const names = written.map(({ column }) => printName(column)).join(", ");
  const values = written.map(({ names: shown, fill }) => inserted(shown, fill)).join(", ");
  const changes = written.map(({ column, names: shown }) => `${printName(column)} = ${updated(shown)}`).join(", ");
  const shownAs = new Map(written.map(({ column, names: [shown = column] }) => [column, shown]));
  const row = (keyOf(parts) ?? [])
    .map((column) => `${printName(column)} IS OLD.${printName(shownAs.get(column) ?? column)}`)
    .join(" AND ");
  const bodies = {
    insert: `INSERT INTO ${table} (${names}) VALUES (${values})`,
    update: `UPDATE ${table} SET ${changes} WHERE ${row}`,
    delete: `DELETE FROM ${table} WHERE ${row}`,
  };
  return Object.entries(bodies).map(([event, body]): CatalogObject => {
    const name = `${alias}__${event}`;
    const head = `CREATE TRIGGER ${printName(name)} INSTEAD OF ${event.toUpperCase()} ON ${printName(alias)}`;
    return {
      id: objectId("trigger", [name]),
      kind: "trigger",
      path: [name],
      parent: view,
      definition: { sql: `${head} BEGIN ${body}; END`, enabled: "origin" },
      dependsOn: [source.table.id, view].sort(),
      isApproximate: true,
    };
  });
}

interface WrittenColumn {
  readonly column: string;
  /** What the alias calls it; the first of several is the old name. */
  readonly names: readonly string[];
  readonly fill: string | undefined;
}

/** What can be written: a computed column cannot. */
function writtenColumns({ columns }: AliasSource, parts: TableParts): readonly WrittenColumn[] {
  return parts.columns.flatMap(({ path, definition }) => {
    const column = path.at(-1) ?? "";
    const names = columns.filter(({ source }) => source === column).map(({ name }) => name);
    if (definition.generated !== undefined || names.length === 0) return [];
    return [{ column, names, fill: definition.default }];
  });
}

function inserted(names: readonly string[], fill: string | undefined): string {
  const choices = [...names.map((name) => `NEW.${printName(name)}`), ...(fill === undefined ? [] : [fill])];
  return choices.length === 1 ? choices.join() : `coalesce(${choices.join(", ")})`;
}

/** Of two names for one column, the one that a statement has changed counts. */
function updated([first = "", second]: readonly string[]): string {
  const [one, other] = [printName(first), printName(second ?? "")];
  if (second === undefined) return `NEW.${one}`;
  return `CASE WHEN NEW.${one} IS NOT OLD.${one} THEN NEW.${one} ELSE NEW.${other} END`;
}

/** Columns that tell every row from all others. */
function keyOf(parts: TableParts): readonly string[] | undefined {
  const rowid = rowidColumn(parts);
  if (rowid !== undefined) return [rowid];
  const required = new Set(parts.columns.flatMap(({ path, definition }) => (definition.notNull ? [path.at(-1)] : [])));
  const keys = parts.constraints.filter(({ definition: { type, columns } }) => {
    if (type === "primary key" && parts.table.definition.withoutRowid === true) return true;
    return (type === "primary key" || type === "unique") && columns.every((column) => required.has(column));
  });
  return keys[0]?.definition.columns;
}

function obstacles({ table, objects: all, path }: AliasSource): readonly string[] {
  const parts = tableParts(table.id, all);
  if (table.definition.virtual !== undefined)
    return ["it is a virtual table, whose own functions a view does not have"];
  const taken = ["insert", "update", "delete"].filter((event) =>
    all.has(objectId("trigger", [`${path[0]}__${event}`])),
  );
  return [
    ...(parts === undefined || keyOf(parts) === undefined
      ? ["the table has no key without NULL, so writes through a view could not tell its rows apart"]
      : []),
    ...taken.map((event) => `there is a trigger called ${path[0]}__${event} already`),
  ];
}

function limits({ table, objects: all, path }: AliasSource): readonly string[] {
  const parts = tableParts(table.id, all);
  const nullable = (parts?.columns ?? []).filter(
    ({ definition }) => !definition.notNull && definition.default !== undefined,
  );
  return [
    "changes() and last_insert_rowid() do not count what triggers write: a driver says that no row was changed",
    "RETURNING gives the values that the statement gave; what the table fills in comes as NULL",
    "INSERT … ON CONFLICT DO UPDATE refuses a view; INSERT OR IGNORE and INSERT OR REPLACE work",
    "an UPDATE writes all columns, so triggers AFTER UPDATE OF fire for columns that keep their values",
    `a new foreign key cannot refer to ${path[0]}; those that are there refer to the table and stay`,
    ...nullable.map(
      (column) =>
        `an INSERT of NULL into ${path[0]}.${column.path.at(-1)} gets the default: here NULL is the same as left out`,
    ),
  ];
}
