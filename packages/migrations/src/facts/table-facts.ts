import type { TableName } from "../diff/table-name.ts";
import type { Figure } from "./figure.ts";

/** What goes on at a table. Where the database does not count it, a figure is unknown. */
export interface TableActivity {
  /** Rows inserted, updated and deleted since the server's statistics were reset. */
  readonly rowsWritten: Figure;
  /** How often the table was read, by an index or as a whole, since then. */
  readonly reads: Figure;
  /** Sessions that wait for a lock on the table just now. */
  readonly waitingSessions: Figure;
  /** The longest of the transactions that hold a lock on the table just now, in milliseconds. */
  readonly longestTransactionMs: Figure;
}

/** How large a table is, with its partitions and the tables that inherit from it, and what goes on there. */
export interface TableFacts {
  /** As it was asked for. */
  readonly table: TableName;
  readonly rows: Figure;
  /** Pages of the rows themselves. */
  readonly pages: Figure;
  readonly tableBytes: Figure;
  readonly indexBytes: Figure;
  /** Bytes of long values, which are kept apart from the rows. */
  readonly toastBytes: Figure;
  readonly activity: TableActivity;
}

/** What goes on in the whole database. */
export interface DatabaseActivity {
  /** The longest open transaction of another session, in milliseconds. */
  readonly longestTransactionMs: Figure;
  /** Sessions that wait for a lock. */
  readonly waitingSessions: Figure;
}
