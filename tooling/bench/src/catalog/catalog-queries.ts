const FROM = `FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum`;

const SELECT = `SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS fill`;

/** The least that anybody reads, as fast as it can be written by hand. */
export const COLUMNS = `${SELECT} ${FROM} WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1, 2, a.attnum`;

/** The same for one table. */
export const COLUMNS_OF_TABLE = `${SELECT} ${FROM} WHERE c.oid = $1 ORDER BY a.attnum`;

/** The same in the standard's way. */
export const STANDARD_COLUMNS = `SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default
  FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2, ordinal_position`;

/** The tables there are. */
export const TABLE_IDS = `SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 'r'
  AND c.relnamespace = 'public'::regnamespace`;

/** All that a column has, each in the server's own words, by one query written by hand: what other catalogs hold about it is joined. */
export const COLUMNS_IN_FULL = `SELECT n.nspname, c.relname, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation, a.attnotnull, a.attidentity, a.attgenerated,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS fill, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
  a.attstorage, a.attcompression, a.attstattarget, a.attoptions, a.attinhcount, a.attislocal, a.attacl, m.description
  ${FROM}
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_depend p ON p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid = a.attnum
    AND p.deptype = 'i' AND p.classid = 'pg_class'::regclass
  LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid
  LEFT JOIN pg_catalog.pg_description m ON m.classoid = 'pg_class'::regclass AND m.objoid = c.oid AND m.objsubid = a.attnum
  WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1, 2, a.attnum`;
