import type { ColumnType } from "@dataflow/core";
import { type Connection, readColumnType } from "@dataflow/database";
import type { Catalog, CatalogObject } from "@dataflow/migrations";

/** What is known of types that somebody made, by their names in the catalog's words. */
export interface OwnTypes {
  readonly dialect: Connection["dialect"];
  readonly enums: ReadonlyMap<string, readonly string[]>;
  /** What domains are made of. */
  readonly domains: ReadonlyMap<string, string>;
}

/** Domains over domains over domains: nobody goes further, and a circle is impossible. */
const DEEPEST_DOMAIN = 8;

/**
 * Collects the enums and domains of a catalog.
 *
 * @param catalog the catalog
 * @param home the schema whose types are also known without it
 * @returns what they stand for
 */
export function ownTypes(catalog: Catalog, home: string | undefined): OwnTypes {
  const enums = new Map<string, readonly string[]>();
  const domains = new Map<string, string>();
  for (const object of catalog.objects) {
    for (const name of typeNames(object, home)) {
      if (object.kind === "enum") enums.set(name, object.definition.values);
      if (object.kind === "domain") domains.set(name, object.definition.type);
    }
  }
  return { dialect: catalog.dialect, enums, domains };
}

/**
 * What a column of a declared type holds.
 *
 * @param sql the type in the catalog's words, with its schema
 * @param types the types that somebody made
 * @param depth how many domains it was found under
 * @returns a domain as what it is made of, an enum with its values; `unknown` with the same words when no kind covers it
 */
export function columnTypeOf(sql: string, types: OwnTypes, depth = 0): ColumnType {
  const plain = withoutQuotes(sql);
  const domain = types.domains.get(plain);
  if (domain !== undefined && depth < DEEPEST_DOMAIN) return columnTypeOf(domain, types, depth + 1);
  const values = types.enums.get(plain);
  if (values !== undefined && values.length > 0) return { kind: "enum", values, sql };
  if (!plain.endsWith("[]")) return readColumnType(types.dialect, sql);
  const element = types.enums.get(plain.slice(0, -2));
  if (element === undefined || element.length === 0) return readColumnType(types.dialect, sql);
  return { kind: "array", element: { kind: "enum", values: element, sql: sql.slice(0, -2) } };
}

/** The identity of a type is its kind and its name. */
function typeNames({ id, kind, path }: CatalogObject, home: string | undefined): readonly string[] {
  const name = id.slice(kind.length + 1);
  return home !== undefined && path[0] === home ? [name, name.slice(home.length + 1)] : [name];
}

/** Servers quote words of their own too, identities only what is not plain. */
function withoutQuotes(sql: string): string {
  return sql.replaceAll(/"([a-z_][a-z0-9_$]*)"/g, "$1");
}
