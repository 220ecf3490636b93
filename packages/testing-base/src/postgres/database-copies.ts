import { KeptClient } from "./kept-client.ts";
import { dropStatement, quotedDatabase, urlOfDatabase } from "./scratch-database.ts";
import { newScratchName } from "./scratch-name.ts";

/** So many may wait to be dropped: each takes 8 MB, and a test may be done sooner than the server. */
const MOST_LEFT = 8;

/** A server that waits for no disk copies files sooner than it logs all of their pages. */
const COPIES_FILES =
  "select current_setting('fsync') = 'off' and current_setting('server_version_num')::int >= 150000 as answer";

/** Copies of one database. */
export interface DatabaseCopies {
  /** Gives the URL of a new copy. It belongs to whoever takes it. */
  take(): Promise<string>;
  /** Drops a copy, ending the connections to it. Returns at once; {@link DatabaseCopies.close} waits, and says what failed. */
  drop(url: string): void;
  /** Waits until everything that was to be dropped is dropped. Copies that were taken and never dropped stay. */
  close(): Promise<void>;
}

/**
 * Makes copies of a database that nobody is connected to, such as tests want. From the second one on the next copy is made
 * while its predecessor is in use, and what is dropped is dropped beside the rest.
 *
 * @param templateUrl the database
 * @returns its copies
 * @example
 * ```ts
 * import { databaseCopies } from "@dataflow/testing-base";
 *
 * async function check(templateUrl: string) {
 *   const copies = databaseCopies(templateUrl);
 *   const url = await copies.take();
 *   copies.drop(url);
 *   await copies.close();
 * }
 * ```
 */
export function databaseCopies(templateUrl: string): DatabaseCopies {
  const server = urlOfDatabase(templateUrl, "postgres");
  const copying = new KeptClient(server);
  const dropping = new KeptClient(server);
  const drops = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let next: Promise<string> | undefined;
  let strategy: Promise<string> | undefined;
  let taken = 0;
  const make = async (): Promise<string> => {
    strategy ??= copying.query(COPIES_FILES).then(([row]) => (row?.answer === true ? "strategy file_copy" : ""));
    const name = await newScratchName();
    await copying.query(`create database ${name} template ${quotedDatabase(templateUrl)} ${await strategy}`);
    return urlOfDatabase(templateUrl, name);
  };
  const makeAhead = (): void => {
    next = make();
    // Whoever takes it is told; when nobody does, nothing was needed.
    next.catch(() => undefined);
  };
  const drop = (url: string): void => {
    const dropped = dropping.query(dropStatement(url));
    const done = dropped
      .then(
        () => undefined,
        (error: unknown) => void failures.push(error),
      )
      .finally(() => drops.delete(done));
    drops.add(done);
  };
  return Object.freeze({
    drop,
    take: async () => {
      while (drops.size > MOST_LEFT) await Promise.race(drops);
      const making = next ?? make();
      next = undefined;
      const url = await making;
      taken += 1;
      if (taken > 1 && next === undefined) makeAhead();
      return url;
    },
    close: async () => {
      const unused = await next?.catch(() => undefined);
      next = undefined;
      if (unused !== undefined) drop(unused);
      await Promise.all(drops);
      await Promise.all([copying.close(), dropping.close()]);
      if (failures.length > 0) throw failures[0];
    },
  });
}
