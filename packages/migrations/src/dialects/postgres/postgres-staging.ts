import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect, describeBeside } from "@dataflow/database";
import type { EnvironmentRecord } from "../../history/environment-record.ts";
import { quoteIdentifier, quoteText } from "../sql-text.ts";
import type { EnvironmentHold, PlaceRequest, PlaceState, StagingDialect } from "../staging-dialect.ts";
import { LOCK_CLASS } from "./hold-keys.ts";

/** How databases for staging are made on PostgreSQL: beside the others of a server, each with a comment that says whose it is. */
export const postgresStaging: StagingDialect = Object.freeze({
  removesOpen: true,
  newPlace,
  describe: describeBeside,
  tryHold,
  create,
  inspect,
  async remove(home, place) {
    await home.run(`DROP DATABASE IF EXISTS ${quoteIdentifier(place)} WITH (FORCE)`);
  },
  async bytes(staging) {
    const { rows } = await staging.query("SELECT pg_catalog.pg_database_size(current_database())::text AS bytes");
    return Number(rows[0]?.bytes);
  },
  async memoryBytes(connection) {
    const { rows } = await connection.query(
      "SELECT pg_catalog.pg_size_bytes(current_setting('shared_buffers'))::text AS bytes",
    );
    return Number(rows[0]?.bytes);
  },
  async pageBytes(staging) {
    const { rows } = await staging.query("SELECT current_setting('block_size')::int AS bytes");
    return Number(rows[0]?.bytes);
  },
  // A server has no limit for a database; it is asked again and again instead.
  capBytes: async () => false,
  // The bookkeeping of a server outlives every process.
  strays: async () => [],
} satisfies StagingDialect);

/** Beside the keys of migrations and of their bookkeeping. */
const HOLD_CLASS = LOCK_CLASS + 2;
const MARK = "dataflow staging environment ";

async function newPlace({ id, name }: PlaceRequest): Promise<string> {
  const readable = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return `dataflow_staging_${readable.slice(0, 20)}_${id.replaceAll("-", "").slice(0, 24)}`;
}

/** A lock of a connection of its own, in the database that keeps the account: the server ends it with the process. */
async function tryHold(home: Connection, { id }: EnvironmentRecord): Promise<EnvironmentHold | undefined> {
  const { rows } = await home.query("SELECT current_database() AS name");
  const keeper = connect(describeBeside(home, String(rows[0]?.name)), { poolSize: 1 });
  let end = (): void => undefined;
  const asked = new Promise<void>((settle) => {
    end = settle;
  });
  let held: Promise<void> = Promise.resolve();
  const isHeld = await new Promise<boolean>((tell, failed) => {
    held = keeper.session(async () => {
      const { rows } = await keeper.query(`SELECT pg_try_advisory_lock(${HOLD_CLASS}, hashtext($1)) AS got`, [id]);
      tell(rows[0]?.got === true);
      if (rows[0]?.got === true) await asked;
    });
    held.catch(failed);
  });
  const release = async (): Promise<void> => {
    end();
    await held.catch(() => undefined);
    await keeper.close();
  };
  if (isHeld) return { release };
  await release();
  return undefined;
}

async function create(home: Connection, { id, place }: EnvironmentRecord, source: Connection): Promise<void> {
  const { text, settings } = await databaseOptions(source);
  await home.run(`CREATE DATABASE ${quoteIdentifier(place)} TEMPLATE template0 ${text}`);
  await home.run(`COMMENT ON DATABASE ${quoteIdentifier(place)} IS ${quoteText(MARK + id)}`);
  // Whoever may connect anywhere could read here what they may not read there.
  await home.run(`REVOKE ALL ON DATABASE ${quoteIdentifier(place)} FROM PUBLIC`);
  for (const setting of settings) await home.run(`ALTER DATABASE ${quoteIdentifier(place)} SET ${setting}`);
}

/** Texts sort and compare in the copy as they do in the source, and sessions are set up the same. */
async function databaseOptions(
  source: Connection,
): Promise<{ readonly text: string; readonly settings: readonly string[] }> {
  // The columns of the newer providers of collations have other names in every version.
  const { rows } = await source.query(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype,
       to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
       to_jsonb(d) ->> 'daticurules' AS rules,
       (SELECT to_json(s.setconfig) FROM pg_catalog.pg_db_role_setting s WHERE s.setdatabase = d.oid AND s.setrole = 0) AS settings
     FROM pg_catalog.pg_database d WHERE datname = current_database()`,
  );
  const { encoding, collate, ctype, provider, locale, rules, settings } = rows[0] ?? {};
  const words = [
    `ENCODING ${quoteText(String(encoding))} LC_COLLATE ${quoteText(String(collate))} LC_CTYPE ${quoteText(String(ctype))}`,
  ];
  if (provider === "i") words.push(`LOCALE_PROVIDER icu ICU_LOCALE ${quoteText(String(locale))}`);
  if (provider === "b") words.push(`LOCALE_PROVIDER builtin BUILTIN_LOCALE ${quoteText(String(locale))}`);
  if (typeof rules === "string") words.push(`ICU_RULES ${quoteText(rules)}`);
  return { text: words.join(" "), settings: Array.isArray(settings) ? settings.map(settingClause) : [] };
}

/** Settings whose value is a list of names is kept as it was written, quotes included. */
const LISTS: ReadonlySet<string> = new Set([
  "search_path",
  "temp_tablespaces",
  "session_preload_libraries",
  "local_preload_libraries",
  "unix_socket_directories",
  "shared_preload_libraries",
]);

function settingClause(entry: unknown): string {
  const [name = "", ...rest] = String(entry).split("=");
  const value = rest.join("=");
  return `${name.split(".").map(quoteIdentifier).join(".")} TO ${LISTS.has(name) && value !== "" ? value : quoteText(value)}`;
}

async function inspect(home: Connection, { id, place }: EnvironmentRecord): Promise<PlaceState> {
  const { rows } = await home.query(
    "SELECT pg_catalog.shobj_description(oid, 'pg_database') AS mark FROM pg_catalog.pg_database WHERE datname = $1",
    [place],
  );
  if (rows.length === 0) return "absent";
  if (rows[0]?.mark === MARK + id) return "marked";
  return rows[0]?.mark === null && (await isEmpty(home, place)) ? "empty" : "foreign";
}

/** One that was made and could not be marked any more. What cannot be looked into is not empty. */
async function isEmpty(home: Connection, place: string): Promise<boolean> {
  const inside = connect(describeBeside(home, place), { poolSize: 1 });
  try {
    const { rows } = await inside.query(
      `SELECT (SELECT count(*) FROM pg_catalog.pg_class WHERE oid >= 16384) +
         (SELECT count(*) FROM pg_catalog.pg_proc WHERE oid >= 16384) AS n`,
    );
    return Number(rows[0]?.n) === 0;
  } catch (error) {
    if (isDataFlowError(error)) return false;
    throw error;
  } finally {
    await inside.close();
  }
}
