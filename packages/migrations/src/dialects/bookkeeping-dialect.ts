/** The tables that this package keeps its own account in, as statements call them. */
export interface BookkeepingTables {
  readonly migrations: string;
  readonly steps: string;
  readonly backfills: string;
  readonly locks: string;
  /** The models that were applied, with what the catalog was then. */
  readonly models: string;
  /** What developers said about objects that may have been renamed. */
  readonly answers: string;
  readonly snapshots: string;
  /** What is kept of data that steps destroy; the data itself is in tables of their own. */
  readonly backups: string;
  /** What somebody said about objects that were changed by hand. */
  readonly drift: string;
  /** Staging environments that are to be removed, by their owner or by whoever comes after it. */
  readonly environments: string;
  /** How long steps were said to take at most. */
  readonly estimates: string;
}

/** How statements on the bookkeeping are written: all that a start needs that finds nothing new. */
export interface BookkeepingDialect {
  readonly tables: BookkeepingTables;
  /** The text with this database's placeholders in the place of `?`. */
  placeholders(text: string): string;
  /** An expression: the time now by the database's clock, as text that sorts. */
  readonly now: string;
  /** Added to a query inside a transaction: nobody may remove the row before it ends. */
  readonly keepRow: string;
  /** An expression in parentheses: the stamp of the catalog, as `catalogStamp` gives it. */
  readonly stamp: string;
  /**
   * An expression with one `?`: what a text of any length is found by in an index. The database computes it, because Node
   * would load more for a hash than a start needs otherwise.
   */
  readonly indexed: string;
}
