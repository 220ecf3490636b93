/** A database in one file, or in memory. */
export interface FileDatabaseDescription {
  readonly dialect: "sqlite";
  /** The path as it was written; `":memory:"` for a database that lives as long as its connection. */
  readonly file: string;
  /** `"ro"`: never written. `"rw"`: must exist. Absent: made when it does not exist. */
  readonly mode?: "ro" | "rw";
  /** What a database in memory holds from the start: the contents of a database file. */
  readonly image?: Uint8Array;
}

/** How the connection to a server is encrypted, as libpq calls it. */
export type SslMode = "disable" | "require" | "verify-ca" | "verify-full";

/** A database on a server. */
export interface ServerDatabaseDescription {
  readonly dialect: "postgres";
  /** A name, an address, or the folder of a Unix socket. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  /** Not enumerable when it comes from a URL, so that printing the description does not show it. */
  readonly password?: string;
  readonly sslMode?: SslMode;
  /** A file with the certificates that are trusted. */
  readonly sslRootCert?: string;
  readonly sslCert?: string;
  readonly sslKey?: string;
  readonly applicationName?: string;
  readonly connectTimeoutMs?: number;
  /** Server settings for the session, in the form `-c name=value`. */
  readonly options?: string;
}

/** Where a database is, as plain data. */
export type DatabaseDescription = FileDatabaseDescription | ServerDatabaseDescription;
