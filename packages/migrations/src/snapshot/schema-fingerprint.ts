import type { Schema, Table } from "@dataflow/core";
import { contentHash } from "./content-hash.ts";

/**
 * One short text for a schema: equal when two schemas ask for the same tables. The order of tables, constraints and
 * indexes does not count, nor do the names of primary keys, which not every database keeps; the order of columns does.
 *
 * @param schema tables as data, from models or from a catalog
 * @returns a SHA-256 hash in hexadecimal
 * @example
 * ```ts
 * import { schemaFingerprint } from "@dataflow/migrations";
 *
 * const empty = schemaFingerprint({ tables: [] });
 * console.log(empty.length); // 64
 * ```
 */
export function schemaFingerprint(schema: Schema): string {
  return contentHash(schema.tables.map(canonicalTable).sort(byNameAndSchema));
}

function canonicalTable(table: Table): Table {
  return {
    ...table,
    ...(table.primaryKey && { primaryKey: { columns: table.primaryKey.columns } }),
    uniques: table.uniques.toSorted(byName),
    foreignKeys: table.foreignKeys.toSorted(byName),
    indexes: table.indexes.toSorted(byName),
  };
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : Number(left.name > right.name);
}

function byNameAndSchema(left: Table, right: Table): number {
  return byName(left, right) || byName({ name: left.schema ?? "" }, { name: right.schema ?? "" });
}
