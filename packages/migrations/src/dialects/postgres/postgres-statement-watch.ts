import type { StatementWatch } from "../statement-watch.ts";

const PROGRESS = `
  SELECT phase, blocks_done AS done, blocks_total AS total
  FROM pg_catalog.pg_stat_progress_create_index WHERE pid = $1::int AND datname = current_database()`;

/** The server keeps only the beginning of a text. A statement that came after this one must not be hit. */
const CANCEL = `
  SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_catalog.pg_stat_activity
  WHERE pid = $1::int AND state = 'active' AND pg_catalog.left(query, 200) = pg_catalog.left($2, 200)`;

/** The server's views of running statements. */
export const postgresStatementWatch: StatementWatch = Object.freeze({
  processOf: async (session) => Number((await session.query("SELECT pg_backend_pid() AS process")).rows[0]?.process),
  progress: async (connection, { process }) => {
    const row = (await connection.query(PROGRESS, [process])).rows[0];
    if (row === undefined) return undefined;
    return { phase: String(row.phase), blocksDone: Number(row.done ?? 0), blocks: Number(row.total ?? 0) };
  },
  cancel: async (connection, { process, sql }) => {
    await connection.query(CANCEL, [process, sql]);
  },
} satisfies StatementWatch);
