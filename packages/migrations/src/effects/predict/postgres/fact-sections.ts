/** Where user objects are. */
const OWN = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

function nullIfZero(expression: string): string {
  return `nullif(${expression}, 0)::text`;
}

/** A part of the catalog: its name among the facts, and the query. */
export type FactSection = readonly [name: string, sql: string];

/** The identity of the first object that is not the server's own. */
const FIRST_OWN = 16384;

function part(catalog: string, [table, name, schema = "NULL", column = "0"]: readonly string[]): string {
  return `SELECT '${catalog}' AS catalog, oid::text, ${table}::text AS "table", ${name} AS name, ${schema}::text AS schema, ${column} AS "column"
    FROM pg_catalog.${catalog} WHERE oid >= ${FIRST_OWN}`;
}

/**
 * The queries that read the facts.
 *
 * @param serverVersion as one number
 */
export function factSections(serverVersion: number): readonly FactSection[] {
  return [...relationSections(serverVersion), ...TYPE_SECTIONS, ...OBJECT_SECTIONS];
}

/** Tables, and what is a part of them. */
function relationSections(serverVersion: number): readonly FactSection[] {
  const enforced = serverVersion >= 180000 ? "k.conenforced" : "true";
  return [
    [
      "relations",
      `SELECT c.oid::text, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, r.rolname AS owner,
        c.relpersistence::text AS persistence, a.amname AS "accessMethod", s.spcname AS tablespace,
        ${nullIfZero("c.reloftype")} AS "ofType", ${nullIfZero("c.reltype")} AS "rowType",
        CASE WHEN p.partrelid IS NOT NULL THEN json_build_object('strategy', p.partstrat::text,
          'keys', p.partattrs::int2[], 'defaultPartition', ${nullIfZero("p.partdefid")}) END AS partitioning
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
      LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
      LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
      LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid WHERE ${OWN}`,
    ],
    [
      "columns",
      `SELECT a.attrelid::text AS "table", a.attnum AS number, a.attname AS name, a.atttypid::text AS type,
        a.atttypmod AS modifier, a.attcollation::text AS collation, a.attnotnull AS "isNotNull",
        a.attgenerated::text AS generated, a.attidentity::text AS identity
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OWN} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'm', 'v', 'c')`,
    ],
    [
      "constraints",
      `SELECT k.oid::text, k.conname AS name, k.contype::text AS type, ${nullIfZero("k.conrelid")} AS "table",
        ${nullIfZero("k.contypid")} AS domain, k.convalidated AS "isValidated", ${enforced} AS "isEnforced",
        coalesce(k.conkey, '{}') AS columns, ${nullIfZero("k.confrelid")} AS references,
        coalesce(k.confkey, '{}') AS "referencedColumns", ${nullIfZero("k.conindid")} AS index,
        ${nullIfZero("k.conparentid")} AS parent,
        CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace WHERE ${OWN}`,
    ],
    [
      "indexes",
      `SELECT i.indexrelid::text AS oid, i.indrelid::text AS "table", i.indkey::int2[] AS keys,
        i.indclass::oid[]::text[] AS "operatorClasses", i.indexprs IS NOT NULL OR i.indpred IS NOT NULL AS "hasExpressions",
        i.indisprimary AS "isPrimary", i.indisunique AS "isUnique", i.indisclustered AS "isClustered",
        i.indisreplident AS "isReplicaIdentity",
        ARRAY(SELECT DISTINCT k FROM unnest(i.indkey::int2[]) k WHERE k > 0 UNION
          SELECT d.refobjsubid FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
            AND d.objid = i.indexrelid AND d.refobjid = i.indrelid AND d.refobjsubid > 0) AS reads
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN}`,
    ],
    ["inheritance", `SELECT inhrelid::text AS child, inhparent::text AS parent FROM pg_catalog.pg_inherits`],
  ];
}

/** Types, and how one becomes another. */
const TYPE_SECTIONS: readonly FactSection[] = [
  [
    "types",
    `SELECT t.oid::text, n.nspname AS schema, t.typname AS name, t.typtype::text AS kind,
        ${nullIfZero("t.typbasetype")} AS base, t.typtypmod AS "baseModifier", t.typnotnull AS "isNotNull",
        CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN t.typelem::text END AS element, ${nullIfZero("t.typarray")} AS array,
        t.typcollation::text AS collation, t.typispreferred AS "isPreferred"
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname = 'pg_catalog' AND t.typtype IN ('b', 'p', 'r', 'm') AND t.typname !~ '^_?pg_' OR ${OWN}`,
  ],
  [
    "casts",
    `SELECT castsource::text AS source, casttarget::text AS target, castmethod::text AS method FROM pg_catalog.pg_cast`,
  ],
  [
    "defaultClasses",
    `SELECT a.amname AS method, o.opcintype::text AS type, o.oid::text, t.typtype = 'p' AS "isPolymorphic"
      FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am a ON a.oid = o.opcmethod
      JOIN pg_catalog.pg_type t ON t.oid = o.opcintype WHERE o.opcdefault`,
  ],
];

/** What has a name of its own, what needs what, and what gives another value each time. */
const OBJECT_SECTIONS: readonly FactSection[] = [
  [
    "parts",
    [
      part("pg_attrdef", ["adrelid", "''", "NULL", "adnum"]),
      part("pg_trigger", ["tgrelid", "tgname"]),
      part("pg_rewrite", ["ev_class", "rulename"]),
      part("pg_policy", ["polrelid", "polname"]),
      part("pg_statistic_ext", ["stxrelid", "stxname", "stxnamespace::regnamespace"]),
      part("pg_publication_rel", ["prrelid", "''"]),
    ].join("\nUNION ALL "),
  ],
  [
    "objects",
    `SELECT 'pg_namespace' AS catalog, oid::text, NULL AS schema, nspname AS name FROM pg_catalog.pg_namespace
      UNION ALL SELECT 'pg_extension', oid::text, NULL, extname FROM pg_catalog.pg_extension
      UNION ALL SELECT 'pg_publication', oid::text, NULL, pubname FROM pg_catalog.pg_publication
      UNION ALL SELECT 'pg_proc', p.oid::text, n.nspname, p.proname FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE ${OWN}`,
  ],
  [
    "dependencies",
    `SELECT concat_ws(' ', d.classid::regclass, d.objid, d.objsubid) AS dependent,
        concat_ws(' ', d.refclassid::regclass, d.refobjid, d.refobjsubid) AS on, d.deptype::text AS type
      FROM pg_catalog.pg_depend d WHERE d.refobjid >= ${FIRST_OWN} OR d.refclassid = 'pg_catalog.pg_namespace'::regclass
        AND d.refobjid = 'public'::regnamespace`,
  ],
  [
    "volatileFunctions",
    `SELECT DISTINCT n.nspname AS schema, p.proname AS name FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.provolatile = 'v' AND p.prokind IN ('f', 'a')`,
  ],
  [
    "volatileOperators",
    `SELECT DISTINCT o.oprname AS name FROM pg_catalog.pg_operator o
      JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode WHERE p.provolatile = 'v'`,
  ],
];
