/** The operations there are. */
export type OperationKind = "createSchema" | "createTable" | "createIndex" | "createTextIndex" | "addForeignKey";

/** One statement of a plan, as data. */
export interface MigrationStep {
  /** Unique in its plan, and the same for the same change: `"createTable orders"`. */
  readonly id: string;
  readonly operation: OperationKind;
  /** The table it works on; empty for a step that works on none. */
  readonly table: string;
  /** The database schema it works in; absent means the connection's default. */
  readonly schema?: string;
  /** The statement, complete. */
  readonly sql: string;
  /** A query: when it gives a row, the step has nothing left to do and is left out. */
  readonly skipIf?: string;
}
