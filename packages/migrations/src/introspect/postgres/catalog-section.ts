import type { CatalogDraft } from "./catalog-draft.ts";
import type { CatalogRow } from "./catalog-row.ts";
import type { PlainColumns } from "./plain-columns.ts";
import type { RelationIndex } from "./relation-index.ts";
import type { Address } from "./system-catalogs.ts";

/** The rows of all sections by the names of the sections. */
export type SectionRows = ReadonlyMap<string, readonly CatalogRow[]>;

/** What a section may look at while it reads its rows. */
export interface ReadingState {
  readonly draft: CatalogDraft;
  readonly plainColumns: PlainColumns;
  readonly relations: RelationIndex;
  readonly rows: SectionRows;
  /** The sequences of identity columns, by the addresses of the columns. */
  readonly identities: ReadonlyMap<Address, CatalogRow>;
  /** The constraints that keep columns from being NULL, where the server has such, by the addresses of the columns. */
  readonly notNulls: ReadonlyMap<Address, CatalogRow>;
}

/** One part of a catalog: the query that finds it, and how its rows become objects. */
export interface CatalogSection {
  readonly name: string;
  /** A SELECT over `wanted` (schemas: oid, name) and `member` (what belongs to extensions: catalog, oid). Versions may differ. */
  readonly sql: string | ((serverVersion: number) => string);
  /**
   * The names of what the query selects, where there are so many rows that they are sent as one list for each name:
   * that takes the server half the time of writing every row as a record.
   */
  readonly columns?: readonly string[];
  /** A cheap condition without which there are no rows; nobody plans or runs the query then. */
  readonly when?: string;
  /** Adds the objects of one row. Absent when others look at the rows. */
  readonly read?: (row: CatalogRow, state: ReadingState) => void;
}

/**
 * The condition that an object does not belong to an extension.
 *
 * @param catalog the name of the catalog it is in
 * @param oid the expression of its identity
 * @returns SQL
 */
export function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM member WHERE member.catalog = 'pg_catalog.${catalog}'::regclass AND member.oid = ${oid})`;
}

/**
 * The condition that something is in a schema that is read: a filter, where a join would mislead the server about how
 * many rows there are.
 *
 * @param namespace the expression of its schema's identity
 * @returns SQL
 */
export function inWantedSchema(namespace: string): string {
  return `${namespace} IN (SELECT oid FROM wanted)`;
}
