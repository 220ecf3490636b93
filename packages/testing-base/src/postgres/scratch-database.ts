import pg from "pg";
import { isAbandonedName, isScratchName, newScratchName } from "./scratch-name.ts";

/**
 * Runs statements on a connection of their own, closed at the end.
 *
 * @param url where to connect
 * @param work what to do
 * @returns what the work gives
 */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // An idle connection that is lost says so by an event, which would end the process when nobody listens.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What a scratch database is made from. */
export interface ScratchDatabaseOptions {
  /** Whether it is a copy of the database of the URL, to which nobody may be connected. Default: it is empty. */
  readonly isCopy?: boolean;
}

/**
 * Creates a new database beside the one of a URL. It belongs to this process: when that ends without dropping it, the
 * next {@link startPostgres} on that server does, if it is called on the same machine.
 *
 * @param serverUrl a database of the server
 * @param options whether it is a copy of that database
 * @returns the URL of the new database
 * @example
 * ```ts
 * import { createScratchDatabase, dropScratchDatabase } from "@dataflow/testing-base";
 *
 * async function check(serverUrl: string) {
 *   const url = await createScratchDatabase(serverUrl);
 *   await dropScratchDatabase(url);
 * }
 * ```
 */
export async function createScratchDatabase(
  serverUrl: string,
  { isCopy = false }: ScratchDatabaseOptions = {},
): Promise<string> {
  const name = await newScratchName();
  // template0 holds nothing but the system's catalog, so the copy is as small as a database can be.
  const template = isCopy ? quotedDatabase(serverUrl) : "template0";
  const askedIn = isCopy ? urlOfDatabase(serverUrl, "postgres") : serverUrl;
  await withClient(askedIn, (client) => client.query(`create database ${name} template ${template}`));
  return urlOfDatabase(serverUrl, name);
}

/** The name of the database of a URL, as SQL. */
export function quotedDatabase(url: string): string {
  return `"${decodeURIComponent(new URL(url).pathname.slice(1)).replaceAll('"', '""')}"`;
}

/**
 * Drops a database that {@link createScratchDatabase} made, ending the connections that are still open on it.
 *
 * @param url the URL of the database to drop
 * @example
 * ```ts
 * import { createScratchDatabase, dropScratchDatabase } from "@dataflow/testing-base";
 *
 * async function check(serverUrl: string) {
 *   const url = await createScratchDatabase(serverUrl);
 *   await dropScratchDatabase(url);
 * }
 * ```
 */
export async function dropScratchDatabase(url: string): Promise<void> {
  await withClient(urlOfDatabase(url, "postgres"), (client) => client.query(dropStatement(url)));
}

/** What drops the database of a URL. @throws unless it is a scratch database */
export function dropStatement(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (!isScratchName(name)) throw new Error(`"${name}" is not a scratch database; it is not dropped`);
  return `drop database if exists ${name} with (force)`;
}

/**
 * Drops the scratch databases whose processes were killed. Those that somebody is connected to are left alone, and so
 * are those of other hosts, whose processes cannot be seen from here.
 *
 * @param serverUrl a database of the server
 */
export async function dropAbandonedDatabases(serverUrl: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where datname like 'scratch\\_%' and pg_has_role(datdba, 'usage')",
    );
    for (const { name } of rows) {
      if (!(await isAbandonedName(name))) continue;
      // It may be in use after all, or another run drops it at this moment. A later run tries again.
      await client.query(`drop database if exists ${name}`).catch(() => undefined);
    }
  });
}

/**
 * The URL of another database of the same server.
 *
 * @param url any database of the server
 * @param database the name of the other one
 * @returns its URL
 */
export function urlOfDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(database)}`;
  return parsed.href;
}
