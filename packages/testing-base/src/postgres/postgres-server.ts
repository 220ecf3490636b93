/** A PostgreSQL that tests may do anything to. */
export interface PostgresServer {
  /**
   * The URL of a database.
   *
   * @param database its name; `"postgres"` when left out
   */
  url(database?: string): string;
  /**
   * Creates a new empty database.
   *
   * @returns its URL
   */
  createDatabase(): Promise<string>;
  readonly dataDirectory: string;
  /** `"15.18"`. */
  readonly version: string;
  /** Stops the server and removes everything it wrote; a server that was already running only loses the databases made here. */
  stop(): Promise<void>;
}

/** What a throw-away server must be. */
export interface StartPostgresOptions {
  /** The version or its beginning: `"15"`, `"15.18"`. Any when left out. */
  readonly version?: string;
  /**
   * Whether a commit waits for the disk, on a real disk, as in production: for measuring. Default `false`. Has no effect
   * on the server that `DATAFLOW_TEST_PG_URL` names, which is as durable as its owner made it.
   */
  readonly durable?: boolean;
}
