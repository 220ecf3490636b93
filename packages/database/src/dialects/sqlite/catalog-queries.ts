/**
 * The catalog in five queries, however many tables there are. The first two `?` are the names of the tables as a JSON list, or
 * NULL for all. The database's own tables, ours, virtual ones and what those are made of are left out; views are too, unless
 * the third `?` is 1.
 */
const TABLES = `
  (SELECT name AS "table", CASE type WHEN 'table' THEN sql ELSE '' END AS sql FROM main.sqlite_schema
    WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT GLOB '_dataflow_*'
      AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
      AND (? IS NULL OR name IN (SELECT value FROM json_each(?)))
      AND ((type = 'table' AND rootpage > 0) OR (? AND type = 'view'))) t
`;

export const TABLES_QUERY = `SELECT t."table", t.sql FROM ${TABLES} ORDER BY t."table"`;

export const COLUMNS_QUERY = `
  SELECT t."table", c.name, c.type, c."notnull", c.dflt_value AS "default", c.pk, c.hidden
  FROM ${TABLES} JOIN pragma_table_xinfo(t."table") c
  ORDER BY t."table", c.cid
`;

export const FOREIGN_KEYS_QUERY = `
  SELECT t."table", f.id, f."table" AS "references", f."from", f."to", f.on_delete AS "onDelete", f.on_update AS "onUpdate"
  FROM ${TABLES} JOIN pragma_foreign_key_list(t."table") f
  ORDER BY t."table", f.id, f.seq
`;

/** Columns of indexes and of the indexes behind constraints. An index over an expression or a part of the rows is left out. */
export const INDEXES_QUERY = `
  SELECT t."table", i.name, i."unique", i.origin, x.name AS "column", x."desc" AS descending
  FROM ${TABLES} JOIN pragma_index_list(t."table") i JOIN pragma_index_xinfo(i.name) x
  WHERE x.key = 1 AND i.partial = 0
    AND NOT EXISTS (SELECT 1 FROM pragma_index_xinfo(i.name) e WHERE e.key = 1 AND e.cid = -2)
  ORDER BY t."table", i.name, x.seqno
`;

/** The triggers that keep tables of words; there are three for each text index. */
export const TEXT_INDEXES_QUERY = `
  SELECT t."table", w.name, s.sql
  FROM ${TABLES} JOIN main.sqlite_schema s ON s.type = 'trigger' AND s.tbl_name = t."table"
  JOIN main.sqlite_schema w ON w.type = 'table' AND w.rootpage = 0 AND s.name = w.name || '_insert'
  WHERE w.sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%' AND (
    SELECT count(*) FROM main.sqlite_schema o
    WHERE o.type = 'trigger' AND o.tbl_name = t."table" AND o.name IN (w.name || '_update', w.name || '_delete')
  ) = 2
  ORDER BY t."table", w.name
`;
