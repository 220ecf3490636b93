import type { Connection } from "@dataflow/database";
import type { HealthDialect } from "../health-dialect.ts";

/** How a PostgreSQL server is asked for its state. */
export const postgresHealth: HealthDialect = Object.freeze({
  integrityProblems: async () => [],
  valueProblems,
  transactionProblems,
  waitingSessions,
  serverIdentity,
} satisfies HealthDialect);

/** NaN is a number to the server, and to nobody who adds up. */
async function valueProblems(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query(
    `SELECT n.nspname AS schema, c.relname AS "table", quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
       a.attname AS "column", quote_ident(a.attname) AS quoted
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND a.atttypid IN ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype)
       AND n.nspname NOT IN ('information_schema', '_dataflow') AND n.nspname !~ '^pg_'`,
  );
  const problems: string[] = [];
  for (const { table, name, column, quoted } of rows) {
    const found = await connection.query(`SELECT count(*)::int AS n FROM ONLY ${name} WHERE ${quoted} = 'NaN'`);
    const count = Number(found.rows[0]?.n);
    if (count > 0) problems.push(`${count} rows of ${table} have no number in ${column} but NaN`);
  }
  return problems;
}

async function transactionProblems(connection: Connection, longestMs: number): Promise<readonly string[]> {
  const { rows } = await connection.query(
    `SELECT pid, state, (extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint::text AS ms
     FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_type = 'client backend' AND xact_start < clock_timestamp() - $1::bigint * interval '1 millisecond'`,
    [longestMs],
  );
  const prepared = await connection.query(
    "SELECT count(*)::int AS n FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()",
  );
  const open = rows.map(
    ({ pid, state, ms }) => `the session ${pid} has had a transaction open for ${ms} ms (${state})`,
  );
  const count = Number(prepared.rows[0]?.n);
  return count === 0 ? open : [...open, `${count} prepared transactions wait for somebody to end them`];
}

async function waitingSessions(connection: Connection): Promise<number> {
  const { rows } = await connection.query(
    `SELECT count(*)::int AS n FROM pg_catalog.pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return Number(rows[0]?.n);
}

async function serverIdentity(connection: Connection): Promise<string> {
  const { rows } = await connection.query(
    `SELECT (pg_postmaster_start_time() AT TIME ZONE 'UTC')::text || ' ' || pg_is_in_recovery()::text AS identity`,
  );
  return String(rows[0]?.identity);
}
