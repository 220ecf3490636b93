import type { Connection } from "@dataflow/database";

/** What this session has read so far of tables that are not the server's own; nothing when the server does not count. */
const READ = `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables
  HAVING current_setting('track_counts')::boolean`;

/**
 * How many rows of tables the server has read in the transaction that everything of an isolated connection runs in.
 *
 * @param connection an isolated connection: on others each statement may be on a session of its own
 * @returns the rows, those included that were read and not given; undefined when the server does not count
 */
export async function rowsReadByServer(connection: Connection): Promise<number | undefined> {
  const { rows } = await connection.execute({ text: READ }, []);
  const [first] = rows;
  return first === undefined ? undefined : Number(first[0] ?? 0);
}
