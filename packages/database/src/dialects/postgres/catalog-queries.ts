/**
 * The catalog in four queries, however many tables there are. `$1` is the schema or NULL for the first of the search
 * path, `$2` the names of the tables or NULL for all, `$3` the kinds of relations, `$4` whether partitions are wanted. Names are cast to text: the server's own type for names is cut to 63 bytes.
 */
const TABLES = `
  pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
`;

const WANTED = `
  n.nspname = coalesce($1, current_schema()::text)
  AND t.relkind = ANY ($3::"char"[]) AND ($4 OR NOT t.relispartition)
  AND ($2::text[] IS NULL OR t.relname = ANY ($2::text[]))
`;

/** Every column, and one row without a column for a table that has none. */
export const COLUMNS_QUERY = `
  SELECT t.relname::text AS "table", a.attname::text AS name,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS nullable, a.attidentity <> '' AS identity, a.attgenerated <> '' AS generated,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "default"
  FROM ${TABLES}
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  WHERE ${WANTED}
  ORDER BY t.relname::text COLLATE "C", a.attnum
`;

/** The names of columns by their numbers, in the order of the numbers. */
function names(relation: string, numbers: string): string {
  return `(
    SELECT coalesce(json_agg(a.attname ORDER BY k.position), '[]')
    FROM unnest(${numbers}) WITH ORDINALITY AS k(number, position)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.number
  )`;
}

export const CONSTRAINTS_QUERY = `
  SELECT t.relname::text AS "table", c.conname::text AS name, c.contype::text AS type,
    ${names("c.conrelid", "c.conkey")} AS columns,
    r.relname::text AS "references", ${names("c.confrelid", "c.confkey")} AS "referencedColumns",
    c.confdeltype::text AS "onDelete", c.confupdtype::text AS "onUpdate",
    CASE WHEN c.contype = 'c' THEN pg_catalog.pg_get_constraintdef(c.oid) END AS "check"
  FROM ${TABLES}
  JOIN pg_catalog.pg_constraint c ON c.conrelid = t.oid
  LEFT JOIN pg_catalog.pg_class r ON r.oid = c.confrelid
  WHERE ${WANTED} AND c.contype IN ('p', 'u', 'f', 'c')
  ORDER BY t.relname::text COLLATE "C", c.conname::text COLLATE "C"
`;

/**
 * Indexes that stand for themselves. Those over expressions, over a part of the rows, or of another kind than a tree are
 * left out, and so is one that was interrupted while it was built: none of them is what a model asks for.
 */
export const INDEXES_QUERY = `
  SELECT t.relname::text AS "table", i.relname::text AS name, x.indisunique AS "unique",
    (SELECT json_agg(a.attname ORDER BY k.position)
      FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, position)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
      WHERE k.position <= x.indnkeyatts) AS columns,
    (SELECT json_agg(o.option & 1 = 1 ORDER BY o.position)
      FROM unnest(x.indoption::int2[]) WITH ORDINALITY AS o(option, position)) AS descending
  FROM ${TABLES}
  JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = i.relam
  WHERE ${WANTED} AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL AND m.amname = 'btree'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x'))
  ORDER BY t.relname::text COLLATE "C", i.relname::text COLLATE "C"
`;

/** Indexes of the kind GIN over one expression; text indexes are among them. */
export const TEXT_INDEXES_QUERY = `
  SELECT t.relname::text AS "table", i.relname::text AS name, pg_catalog.pg_get_expr(x.indexprs, x.indrelid) AS expression
  FROM ${TABLES}
  JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = i.relam
  WHERE ${WANTED} AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NOT NULL AND x.indnatts = 1 AND m.amname = 'gin'
  ORDER BY t.relname::text COLLATE "C", i.relname::text COLLATE "C"
`;
