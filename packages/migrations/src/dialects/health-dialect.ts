import type { Connection } from "@dataflow/database";

/** What a database says of its own state. */
export interface HealthDialect {
  /** Damage that the database itself finds, one sentence each. */
  integrityProblems(connection: Connection): Promise<readonly string[]>;
  /** Values that are not what their columns declare, one sentence each. */
  valueProblems(connection: Connection): Promise<readonly string[]>;
  /** Transactions of others that are open for longer than given, or that keep others from writing. */
  transactionProblems(connection: Connection, longestMs: number): Promise<readonly string[]>;
  /** Sessions that wait for others. */
  waitingSessions(connection: Connection): Promise<number>;
  /** Changes when the server is another one than before, or has been started anew. */
  serverIdentity(connection: Connection): Promise<string>;
}
