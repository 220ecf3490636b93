import type { Connection } from "@dataflow/database";

/**
 * What a statement that cannot be a part of a transaction has come to: `todo`: nothing of it; `broken`: it began and did
 * not end; `done`. `repeatable`: it leaves nothing behind that running it again would not.
 */
export type OutsideState = "todo" | "broken" | "done" | "repeatable";

/** A statement of which it can be found out whether it has happened. */
export interface OutsideStatement {
  probe(connection: Connection): Promise<OutsideState>;
  /** Removes what a broken one has left, or ends it. */
  cleanUp(connection: Connection): Promise<void>;
}
