import type { DialectName } from "@dataflow/core";
import { postgresSagaTable } from "./postgres/saga-table.ts";
import { sqliteSagaTable } from "./sqlite/saga-table.ts";

/** The table that states of sagas are kept in. */
export interface SagaTable {
  readonly name: string;
  /** Makes it unless it is there; safe when several processes do it at once. */
  readonly setUp: readonly string[];
  /** Asks for the columns that it has, as `name`. */
  readonly columns: string;
  /**
   * What makes a table of an earlier version one of this: the columns that it may lack, in the order in which they came. A
   * program of the earlier version may still write to it, and leaves them empty.
   */
  readonly added: readonly { readonly column: string; readonly statements: readonly string[] }[];
  /** The database's own clock, in milliseconds: those of several programs differ. */
  readonly now: string;
  /** A statement with `?` in the dialect's own placeholders. */
  placeholders(text: string): string;
}

const TABLES: Readonly<Record<DialectName, SagaTable>> = { postgres: postgresSagaTable, sqlite: sqliteSagaTable };

/** The table of a dialect. */
export function sagaTable(dialect: DialectName): SagaTable {
  return TABLES[dialect];
}
