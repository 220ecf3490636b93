import type { Connection } from "@dataflow/database";
import { RELATION_KINDS } from "../../../dialects/postgres/relation-kinds.ts";
import { flag, number, optionalText, text } from "../../../introspect/postgres/catalog-row.ts";
import type { LockMode } from "../../lock-mode.ts";
import type { AffectedRelation } from "../../statement-effects.ts";

/** A relation at one moment of a trace. */
export interface RelationState {
  readonly oid: string;
  readonly relation: AffectedRelation;
  readonly hasStorage: boolean;
  /** The file that holds its rows; another one when they were all written anew. */
  readonly file: string | undefined;
  readonly isEmpty: boolean;
  /** How often this transaction has read it from end to end, or through an index. */
  readonly scans: number;
  /** The relation that an index belongs to. */
  readonly table: string | undefined;
}

/** The relations of a database, by their identities, and the locks of one session on them. */
export interface DatabaseState {
  readonly relations: ReadonlyMap<string, RelationState>;
  readonly locks: ReadonlyMap<string, ReadonlySet<LockMode>>;
}

/** What `pg_stat_xact_all_tables` is made of, without what makes it slow. */
const RELATIONS = `
  SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
    c.relkind IN ('r', 'i', 'm', 'S') AS "hasStorage",
    pg_relation_filenode(c.oid)::text AS file,
    CASE WHEN c.relkind = 'r' THEN coalesce(pg_relation_size(c.oid) = 0, true) ELSE false END AS "isEmpty",
    pg_stat_get_xact_numscans(c.oid)::int AS scans,
    i.indrelid::text AS "table"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

const LOCKS = `
  SELECT relation::text AS oid, mode FROM pg_catalog.pg_locks
  WHERE locktype = 'relation' AND pid = $1::int
    AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`;

/** Looks at all relations of the database and at what a session has locked or waits for. */
export async function readState(connection: Connection, process: number): Promise<DatabaseState> {
  const locks = await readLocks(connection, process);
  const { rows } = await connection.query(RELATIONS);
  const throughIndexes = new Map<string, number>();
  for (const row of rows) {
    const table = optionalText(row, "table");
    if (table !== undefined) throughIndexes.set(table, (throughIndexes.get(table) ?? 0) + number(row, "scans"));
  }
  const relations = rows.map((row): RelationState => {
    const kind = RELATION_KINDS[text(row, "kind")] ?? "table";
    return {
      oid: text(row, "oid"),
      relation: { schema: text(row, "schema"), name: text(row, "name"), kind },
      hasStorage: flag(row, "hasStorage"),
      file: optionalText(row, "file"),
      isEmpty: flag(row, "isEmpty"),
      // Reading through an index is reading the table.
      scans: kind === "index" ? 0 : number(row, "scans") + (throughIndexes.get(text(row, "oid")) ?? 0),
      table: optionalText(row, "table"),
    };
  });
  return { relations: new Map(relations.map((state) => [state.oid, state])), locks };
}

/** The locks that a session has or waits for. */
export async function readLocks(connection: Connection, process: number): Promise<Map<string, Set<LockMode>>> {
  const { rows } = await connection.query(LOCKS, [process]);
  const locks = new Map<string, Set<LockMode>>();
  for (const row of rows) {
    const oid = text(row, "oid");
    const modes = locks.get(oid) ?? new Set();
    locks.set(oid, modes.add(lockMode(text(row, "mode"))));
  }
  return locks;
}

/** `AccessExclusiveLock` in the words of the statement LOCK. */
function lockMode(mode: string): LockMode {
  // The server has no other modes than these eight.
  return mode
    .replace(/Lock$/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase() as LockMode;
}

const WAITING = `
  SELECT relation::text AS oid, mode FROM pg_catalog.pg_locks
  WHERE locktype = 'relation' AND pid = $1::int AND NOT granted`;

/** The lock that a session waits for. */
export async function waitedFor(
  connection: Connection,
  process: number,
): Promise<{ readonly oid: string; readonly lock: LockMode } | undefined> {
  const [row] = (await connection.query(WAITING, [process])).rows;
  return row === undefined ? undefined : { oid: text(row, "oid"), lock: lockMode(text(row, "mode")) };
}
