import type { ReferentialAction } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";

/** How a kind of database is asked about rows that refer to rows. */
export interface ReferenceDialect {
  /** A table as a foreign key sees it: with its partitions, and without the tables that inherit from it. */
  source(table: CatalogObject<"table">): string;
  /**
   * An expression that tells a row from all others of its table, and of the tables that it is a partition of.
   *
   * @param table the table
   * @param alias what the query calls it
   * @param objects the catalog, where its key is found
   */
  rowIdentity(table: CatalogObject<"table">, alias: string, objects: CatalogIndex): string;
  /**
   * Keys that protect rows, and are checked beside what others delete along: which comes first decides. All others are checked
   * when the statement is over.
   */
  readonly checkedInOrder: ReadonlySet<ReferentialAction>;
  /** Whether a row that two keys change in one statement has its other keys checked in between. */
  readonly checksRowsChangedTwice: boolean;
  /** As many queries as one UNION ALL may have. */
  readonly mostBranches: number;
  /** Runs a query that only reads; undefined when it takes longer than it may. */
  read(
    connection: Connection,
    sql: string,
    timeoutMs: number,
  ): Promise<readonly Readonly<Record<string, unknown>>[] | undefined>;
  /** The query that lists the foreign keys of a table, and those of other tables that refer to it. */
  listSql(table: CatalogObject<"table">): string;
}
