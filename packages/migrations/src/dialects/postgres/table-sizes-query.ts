import type { TableName } from "../../diff/table-name.ts";
import { quoteTable, quoteText } from "../sql-text.ts";

/** How the size of a relation is found: asked of the files, which waits for locks, or remembered by the catalog. */
const SIZES = {
  files: {
    main: "pg_catalog.pg_relation_size(c.oid)",
    indexes: "pg_catalog.pg_indexes_size(c.oid)",
    toast: "pg_catalog.pg_total_relation_size(c.reltoastrelid)",
  },
  catalog: {
    main: "c.relpages::bigint * current_setting('block_size')::bigint",
    indexes: "NULL::bigint",
    toast: "NULL::bigint",
  },
} as const;

/**
 * The query for sizes, statistics and activity of tables, with all that belongs to them.
 *
 * @param tables the tables
 * @param sizes whether files are looked at
 * @returns one row for each table that is there
 */
export function tableSizesQuery(tables: readonly TableName[], sizes: keyof typeof SIZES): string {
  const asked = tables.map((table, index) => `(${index}, pg_catalog.to_regclass(${quoteText(quoteTable(table))}))`);
  const { main, indexes, toast } = SIZES[sizes];
  return `WITH RECURSIVE asked (n, oid) AS (VALUES ${asked.join(", ")}),
tree (n, member) AS (
  SELECT n, a.oid::oid FROM asked a JOIN pg_catalog.pg_class k ON k.oid = a.oid AND k.relkind IN ('r', 'p', 'm', 'f')
  UNION SELECT n, inhrelid FROM tree JOIN pg_catalog.pg_inherits ON inhparent = member),
sizes AS (
  SELECT t.n, c.oid, c.relkind, c.reltuples, c.relpages, ${main} AS main, ${indexes} AS indexes,
    coalesce(${toast}, 0) AS toast, s.seq_scan + coalesce(s.idx_scan, 0) AS reads,
    s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS written,
    has_table_privilege(c.oid, 'SELECT') AND NOT (row_security_active(c.oid)) AS readable
  FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.member
  LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid),
locks AS (
  SELECT t.n, count(*) FILTER (WHERE NOT l.granted) AS waiting,
    (max(extract(epoch FROM clock_timestamp() - a.xact_start)) FILTER (WHERE l.granted) * 1000)::bigint AS longest
  FROM tree t JOIN pg_catalog.pg_locks l ON l.relation = t.member AND l.locktype = 'relation'
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.pid <> pg_backend_pid() GROUP BY t.n)
SELECT n, bool_and(readable) AS readable, bool_or(relkind = 'f') AS far, sum(main)::text AS main,
  sum(indexes)::text AS indexes, sum(toast)::text AS toast, sum(reads)::text AS reads, sum(written)::text AS written,
  current_setting('block_size')::int AS block, ${sizes === "files"} AS measured,
  bool_or(relkind <> 'p' AND (reltuples <= 0 OR relpages = 0)) AS unlooked,
  coalesce(sum(main) FILTER (WHERE reltuples <= 0 OR relpages = 0), 0)::text AS unmeasured,
  coalesce(sum(reltuples::float8 / relpages * main / current_setting('block_size')::int)
    FILTER (WHERE reltuples > 0 AND relpages > 0), 0)::text AS estimate,
  (SELECT waiting::text FROM locks WHERE locks.n = sizes.n) AS waiting,
  (SELECT longest::text FROM locks WHERE locks.n = sizes.n) AS longest
FROM sizes GROUP BY n ORDER BY n`;
}
