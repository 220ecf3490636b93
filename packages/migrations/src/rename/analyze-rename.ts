import { fitIdentifier, suggestion } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, objectId } from "../catalog/object-id.ts";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { defaultSchema } from "../dialects/model-objects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { type RenameImpact, renameImpact, tableId } from "./rename-impact.ts";
import { type ColumnRenameRequest, checkRenameRequest, type TableRenameRequest } from "./rename-request.ts";

/** Looks at the rename of a table. @throws MIGRATION.UNKNOWN_RENAME, MIGRATION.INVALID_OPTION */
export async function analyzeTableRename(connection: Connection, request: TableRenameRequest): Promise<RenameImpact> {
  checkRenameRequest("analyzeRenameImpact", request, ["currentName", "newName"]);
  const { currentName, newName, schema = defaultSchema(connection.dialect) } = request;
  const catalog = await readCatalog(connection);
  const objects = indexCatalog(catalog);
  const table = requireTable(connection, objects, { schema, name: currentName });
  const tablePath = table.path.with(-1, newName);
  const names = {
    table: table.id,
    renames: { [table.id]: newName },
    tablePath,
    aliasPath: table.path,
    columns: [],
    ownColumns: namesOf(table, objects),
  };
  const problems = isSameName(connection, currentName, newName)
    ? [`${newName} is the name that it has already`]
    : takenBy(objects, tablePath, connection);
  const fingerprint = catalogFingerprint(catalog);
  return renameImpact(connection, { catalog, fingerprint, subject: table, currentName, newName, names, problems });
}

/** Looks at the rename of a column. @throws MIGRATION.UNKNOWN_RENAME, MIGRATION.INVALID_OPTION */
export async function analyzeColumnRename(connection: Connection, request: ColumnRenameRequest): Promise<RenameImpact> {
  checkRenameRequest("analyzeColumnRename", request, ["table", "currentName", "newName"]);
  const { currentName, newName, schema = defaultSchema(connection.dialect) } = request;
  const catalog = await readCatalog(connection);
  const objects = indexCatalog(catalog);
  const table = requireTable(connection, objects, { schema, name: request.table });
  const column = requireColumn(connection, objects, { table, name: currentName });
  // The view takes the table's own name, so that all code finds both columns where it always looked.
  const tablePath = table.path.with(-1, fitIdentifier(`${request.table}__table`));
  const names = {
    table: table.id,
    renames: { [table.id]: tablePath.at(-1) ?? "", [column.id]: newName },
    tablePath,
    aliasPath: table.path,
    columns: [{ name: currentName, source: newName }],
    ownColumns: namesOf(table, objects),
  };
  const problems = [
    ...columnProblems(connection, objects, { table, currentName, newName }),
    ...takenBy(objects, tablePath, connection),
  ];
  const fingerprint = catalogFingerprint(catalog);
  return renameImpact(connection, { catalog, fingerprint, subject: column, currentName, newName, names, problems });
}

function columnProblems(
  connection: Connection,
  objects: CatalogIndex,
  {
    table,
    currentName,
    newName,
  }: { readonly table: CatalogObject; readonly currentName: string; readonly newName: string },
): readonly string[] {
  if (isSameName(connection, currentName, newName)) return [`${newName} is the name that it has already`];
  const { foldName } = ddlDialect(connection.dialect);
  const isTaken = columnsOf(table, objects).some(({ path }) => foldName(path.at(-1) ?? "") === foldName(newName));
  return isTaken ? [`${displayName(table.path)} has a column called ${newName} already`] : [];
}

function isSameName(connection: Connection, one: string, other: string): boolean {
  const { foldName } = ddlDialect(connection.dialect);
  return foldName(one) === foldName(other);
}

/** Kinds that share their names with tables. */
const RELATIONS: ReadonlySet<string> = new Set([
  "table",
  "view",
  "materializedView",
  "index",
  "sequence",
  "composite",
  "enum",
  "domain",
  "range",
]);

function takenBy(objects: CatalogIndex, path: readonly string[], connection: Connection): readonly string[] {
  const { foldName } = ddlDialect(connection.dialect);
  const wanted = JSON.stringify(path.map(foldName));
  return [...objects.values()]
    .filter((object) => RELATIONS.has(object.kind) && JSON.stringify(object.path.map(foldName)) === wanted)
    .map(({ id }) => `there is a ${id} already, so the name ${displayName(path)} is taken`);
}

function columnsOf(table: CatalogObject, objects: CatalogIndex): readonly CatalogObject[] {
  return [...objects.values()].filter((object) => object.kind === "column" && object.parent === table.id);
}

function namesOf(table: CatalogObject, objects: CatalogIndex): readonly string[] {
  return columnsOf(table, objects).map(({ path }) => path.at(-1) ?? "");
}

function requireTable(
  connection: Connection,
  objects: CatalogIndex,
  { schema, name }: { readonly schema: string | undefined; readonly name: string },
): CatalogObject<"table"> {
  const found = objects.get(tableId(schema, name));
  if (found?.kind === "table") return found;
  const names = [...objects.values()].filter(({ kind }) => kind === "table").map(({ path }) => path.at(-1) ?? "");
  throw unknown(
    connection,
    `table ${displayName(schema === undefined ? [name] : [schema, name])}`,
    suggestion(name, names),
  );
}

function requireColumn(
  connection: Connection,
  objects: CatalogIndex,
  { table, name }: { readonly table: CatalogObject; readonly name: string },
): CatalogObject<"column"> {
  const found = objects.get(objectId("column", [...table.path, name]));
  if (found?.kind === "column") return found;
  throw unknown(connection, `column ${displayName([...table.path, name])}`, suggestion(name, namesOf(table, objects)));
}

function unknown(connection: Connection, what: string, fix: string): Error {
  return migrationErrors.create("UNKNOWN_RENAME", {
    message: `There is no ${what} on ${connection.target} to be renamed`,
    why: "a rename starts from an object that the database has",
    fix,
  });
}

/** The catalog that an impact was made from, if it still is what it was. */
export async function sameCatalog(connection: Connection, impact: RenameImpact): Promise<Catalog> {
  const catalog = await readCatalog(connection);
  const found = catalogFingerprint(catalog);
  if (found === impact.fingerprint) return catalog;
  throw migrationErrors.create("PLAN_OUTDATED", {
    message: `The schema of ${connection.target} was changed after the rename was looked at`,
    why: "what depends on the old name may not be what it was",
    fix: "look at the rename again, and plan from that",
    meta: { planned: impact.fingerprint, found },
  });
}
