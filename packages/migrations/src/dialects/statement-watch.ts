import type { Connection } from "@dataflow/database";

/** A statement on its way. */
export interface RunningStatement {
  /** The server's process that runs it. */
  readonly process: number;
  readonly sql: string;
}

/** How far the build of an index has come. */
export interface IndexBuildProgress {
  /** In the server's words. */
  readonly phase: string;
  readonly blocksDone: number;
  readonly blocks: number;
}

/** How to look at a statement from another connection. */
export interface StatementWatch {
  /** The process that runs the statements of this session. */
  processOf(session: Connection): Promise<number>;
  /** How far the build of an index is; undefined when none is built. */
  progress(connection: Connection, running: RunningStatement): Promise<IndexBuildProgress | undefined>;
  /** Ends the statement, if it is still the one that runs. */
  cancel(connection: Connection, running: RunningStatement): Promise<void>;
}
