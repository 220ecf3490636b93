import type { Table } from "@dataflow/core";
import { type Connection, defaultSchema, introspect } from "@dataflow/database";
import {
  type Catalog,
  type CatalogObject,
  isHiddenColumn,
  readCatalog,
  type UnmodelledObject,
} from "@dataflow/migrations";
import { freezeDeeply } from "../definition/freeze-deeply.ts";
import { ownTypes } from "./column-types.ts";
import type { DiscoveredForeignKey, DiscoveredTable } from "./discovered-table.ts";
import { foundFieldNames, foundModelNames } from "./found-names.ts";
import { type FoundReference, foundRelations, relationshipsOf } from "./found-relations.ts";
import { type CatalogTable, type RelationObject, readFoundTable } from "./found-table.ts";

/** A table that was found, in every vocabulary. */
export interface FoundEntry {
  /** `"users"`, `"auth.users"`. */
  readonly key: string;
  readonly discovered: DiscoveredTable;
  /** The schema to be named in statements; absent when it goes without saying. */
  readonly schema: string | undefined;
  readonly table: Table;
  readonly references: readonly FoundReference[];
  /** Foreign keys that no field can stand for. */
  readonly otherKeys: readonly DiscoveredForeignKey[];
}

/** All tables and views of a database, by name and in the order of their names. */
export interface FoundSchema {
  readonly entries: ReadonlyMap<string, FoundEntry>;
  readonly schemas: readonly string[];
  /** What the database holds and nothing here stands for. */
  readonly unmodelled: readonly UnmodelledObject[];
}

/**
 * Reads the catalog of a database. Always the real one: a connection that fails is an error.
 *
 * @param connection the database
 * @returns all tables and views, with the names that their models would have
 * @throws DATABASE.* why the catalog cannot be read
 */
export async function readFoundSchema(connection: Connection): Promise<FoundSchema> {
  const { catalog, described, home } = await readInOneLook(connection);
  const types = ownTypes(catalog, home);
  const parts = partsByParent(catalog);
  const relations = catalog.objects.filter(isRelation);
  const keyOf = (path: readonly string[]) =>
    path.length > 1 && path[0] !== home ? path.join(".") : (path.at(-1) ?? "");
  const paths = new Map(relations.map(({ id, path }) => [id, path]));
  const names = foundModelNames(
    relations.map(({ path }) => ({
      name: path.at(-1) ?? "",
      isDefault: path.length === 1 || path[0] === home,
      ...(path.length > 1 && path[0] !== undefined && { schema: path[0] }),
    })),
  );
  const read = relations.flatMap((object, position) => {
    const table = described.get(object.path.join("\0"));
    // Something that only the catalog knows, such as a virtual table: it is told of as unmodelled.
    if (table === undefined) return [];
    const source: CatalogTable = {
      object,
      parts: parts.get(object.id) ?? [],
      table,
      modelName: names[position] ?? "",
      fields: foundFieldNames(table.columns.map(({ name }) => name)),
      keyOf: (id) => keyOf(paths.get(id) ?? [id.slice(id.indexOf(" ") + 1)]),
    };
    return [{ key: keyOf(object.path), source, found: readFoundTable(source, types) }];
  });
  const left = relations.filter(({ path }) => !described.has(path.join("\0")));
  return Object.freeze({
    entries: foundEntries(read, home),
    schemas: catalog.objects.flatMap(({ kind, path: [name] }) =>
      kind === "schema" && name !== undefined ? [name] : [],
    ),
    unmodelled: [...catalog.unmodelled, ...left.map(({ path }) => ({ kind: "virtual table", name: keyOf(path) }))],
  });
}

interface ReadTable {
  readonly key: string;
  readonly source: CatalogTable;
  readonly found: Omit<DiscoveredTable, "relationships">;
}

function foundEntries(read: readonly ReadTable[], home: string | undefined): FoundSchema["entries"] {
  const { references, others } = foundRelations(
    read.map(({ key, source, found }) => ({
      key,
      modelName: source.modelName,
      fields: source.fields,
      foreignKeys: found.foreignKeys,
      uniqueColumns: uniqueColumns(found),
      isPartition: found.partitionOf !== undefined,
    })),
  );
  const entries = read.map(({ key, source, found }): readonly [string, FoundEntry] => [
    key,
    freezeDeeply<FoundEntry>({
      key,
      discovered: { ...found, relationships: relationshipsOf(key, references) },
      schema: found.schema === home ? undefined : found.schema,
      table: source.table,
      references: references.get(key) ?? [],
      otherKeys: others.get(key) ?? [],
    }),
  ]);
  return new Map(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

interface OneLook {
  readonly catalog: Catalog;
  /** Tables in the words of models, by their paths. */
  readonly described: ReadonlyMap<string, Table>;
  readonly home: string | undefined;
}

/** Two readers of one catalog see the same only inside of a transaction that holds still. */
function readInOneLook(connection: Connection): Promise<OneLook> {
  const look = async (): Promise<OneLook> => {
    const [home, catalog] = [await defaultSchema(connection), withoutHidden(await readCatalog(connection))];
    const schemas = new Set(
      catalog.objects.filter(isRelation).map(({ path }) => (path.length > 1 ? path[0] : undefined)),
    );
    const described = new Map<string, Table>();
    for (const schema of schemas) {
      const options = { include: ["views", "partitions"] as const, ...(schema !== undefined && { schema }) };
      for (const table of (await introspect(connection, options)).tables) {
        const columns = table.columns.filter(({ name }) => !isHiddenColumn(name));
        described.set([...(schema === undefined ? [] : [schema]), table.name].join("\0"), { ...table, columns });
      }
    }
    return { catalog, described, home };
  };
  if (connection.inTransaction) return look();
  const holdsStill = connection.capabilities.isolationLevels.includes("repeatable read");
  return connection.transaction(look, { readOnly: true, ...(holdsStill && { isolation: "repeatable read" }) });
}

/** A column that is hidden until it is removed for good belongs to no model. */
function withoutHidden(catalog: Catalog): Catalog {
  const isShown = ({ kind, path }: CatalogObject): boolean => kind !== "column" || !isHiddenColumn(path.at(-1) ?? "");
  return { ...catalog, objects: catalog.objects.filter(isShown) };
}

function isRelation(object: CatalogObject): object is RelationObject {
  return object.kind === "table" || object.kind === "view" || object.kind === "materializedView";
}

function partsByParent(catalog: Catalog): ReadonlyMap<string, readonly CatalogObject[]> {
  const parts = new Map<string, CatalogObject[]>();
  for (const object of catalog.objects) {
    if (object.parent === undefined) continue;
    const own = parts.get(object.parent);
    if (own === undefined) parts.set(object.parent, [object]);
    else own.push(object);
  }
  return parts;
}

/** Columns that tell every row from all others by themselves. */
function uniqueColumns({ primaryKey, uniques, indexes }: Pick<DiscoveredTable, "primaryKey" | "uniques" | "indexes">) {
  const whole = indexes.filter(({ unique, valid, predicate }) => unique && valid && predicate === undefined);
  const keys = [...(primaryKey === undefined ? [] : [primaryKey]), ...uniques, ...whole];
  return new Set(
    keys.flatMap(({ columns: [column, ...more] }) => (more.length === 0 && column != null ? [column] : [])),
  );
}
