import type { RowNumberForm } from "../query-dialect.ts";

/**
 * What the connection's own schema says is asked every time, because it has no version that a statement could ask for.
 * A table there takes the place of one in the file.
 */
const STAMP = `SELECT (SELECT schema_version FROM pragma_schema_version)
  || iif(EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE tbl_name = ? COLLATE NOCASE), ' hidden', '')`;

/**
 * Without triggers and without a conflict clause of its own, a table gets exactly the rows of an insert, each with the
 * number after the greatest one. A column stands for the number when it is the INTEGER PRIMARY KEY and no index is behind
 * it.
 */
const CHECK = `SELECT
  (SELECT count(*) = 1 AND min(wr) = 0 AND min(type) = 'table' FROM pragma_table_list(given.name))
  AND NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE tbl_name = given.name COLLATE NOCASE
    AND (type = 'trigger' OR (type = 'table' AND sql LIKE '%conflict%')))
  AND NOT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE tbl_name = given.name COLLATE NOCASE)
  AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(given.name) WHERE name = '_rowid_' COLLATE NOCASE),
  (SELECT CASE WHEN count(*) = 1 AND max(type) = 'INTEGER' COLLATE NOCASE THEN max(name) END
    FROM pragma_table_info(given.name) WHERE pk > 0
    AND NOT EXISTS (SELECT 1 FROM pragma_index_list(given.name) WHERE origin = 'pk'))
  FROM (SELECT ? AS name) AS given`;

/** The rowid. */
export const sqliteRowNumbers: RowNumberForm = Object.freeze({
  stampText: STAMP,
  checkText: CHECK,
  lastText: (table: string) => `SELECT CAST(coalesce(max(_rowid_), 0) AS TEXT) FROM ${table}`,
  countText: (table: string) => `SELECT count(*) FROM ${table} WHERE _rowid_ > ?`,
});
