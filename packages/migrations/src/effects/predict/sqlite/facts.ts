/** A table or a view of a file. */
export interface SqliteTable {
  readonly name: string;
  readonly type: "table" | "view";
  /** The text that made it. */
  readonly sql: string;
}

/** An index or a trigger, and its table. */
export interface SqlitePart {
  readonly name: string;
  readonly table: string;
}

/** All that a SQLite file has to be asked before the effects of statements can be foretold. */
export interface SqliteFacts {
  readonly dialect: "sqlite";
  /** As one number: 3053002. */
  readonly serverVersion: number;
  /** Whether readers go on while somebody writes: the journal mode WAL. */
  readonly readersGoOn: boolean;
  /** Whether foreign keys are looked after. */
  readonly foreignKeys: boolean;
  readonly tables: readonly SqliteTable[];
  readonly indexes: readonly SqlitePart[];
  readonly triggers: readonly SqlitePart[];
}
