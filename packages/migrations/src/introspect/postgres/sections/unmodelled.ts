import { type CatalogSection, inWantedSchema, notOfExtension } from "../catalog-section.ts";
import { FIRST_USER_OID } from "../system-catalogs.ts";

/** Catalogs of things that are in a schema and that no kind of object stands for. */
const IN_SCHEMAS: readonly (readonly [catalog: string, namespace: string])[] = [
  ["pg_operator", "oprnamespace"],
  ["pg_opclass", "opcnamespace"],
  ["pg_opfamily", "opfnamespace"],
  ["pg_conversion", "connamespace"],
  ["pg_ts_config", "cfgnamespace"],
  ["pg_ts_dict", "dictnamespace"],
  ["pg_ts_parser", "prsnamespace"],
  ["pg_ts_template", "tmplnamespace"],
];

/** Catalogs of things that belong to the database as a whole and that no kind of object stands for. */
const IN_DATABASE: readonly string[] = [
  "pg_am",
  "pg_foreign_data_wrapper",
  "pg_foreign_server",
  "pg_language",
  "pg_transform",
];

function described(catalog: string, condition: string, namespace = "NULL::oid"): string {
  return `SELECT 'pg_catalog.${catalog}'::regclass, x.oid, ${namespace} FROM pg_catalog.${catalog} x
    WHERE x.oid >= ${FIRST_USER_OID} AND ${condition} AND ${notOfExtension(catalog, "x.oid")}`;
}

/** A type of which a user wrote the representation, or that is only announced. */
const OTHER_TYPES = described(
  "pg_type",
  "x.typtype IN ('b', 'p') AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = x.oid)",
  "x.typnamespace",
);

/** The cast of a range to its multirange comes with the range. */
const USER_CASTS = described(
  "pg_cast",
  `NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_cast'::regclass AND d.objid = x.oid AND d.deptype = 'i')`,
);

const OTHER_RELATIONS = described("pg_class", "x.relkind = 'f'", "x.relnamespace");

/** Catalogs of things that have an owner, and the columns that say who. */
const OWNED: readonly (readonly [catalog: string, owner: string, condition: string])[] = [
  ["pg_namespace", "nspowner", inWantedSchema("x.oid")],
  ["pg_class", "relowner", `x.relkind IN ('r', 'p', 'v', 'm', 'S') AND ${inWantedSchema("x.relnamespace")}`],
  ["pg_proc", "proowner", inWantedSchema("x.pronamespace")],
  ["pg_type", "typowner", `x.typtype IN ('e', 'd', 'r') AND ${inWantedSchema("x.typnamespace")}`],
];

/**
 * What belongs to another role than the one that reads. It is no part of the catalog: the same database would be another
 * one to each role that reads it, and the same schema another one wherever roles have other names.
 */
const OTHER_OWNERS = `SELECT 'owner', format('%I, of %s', pg_catalog.pg_get_userbyid(o.owner), count(*))
  FROM (${OWNED.map(
    ([catalog, owner, condition]) => `SELECT x.${owner} FROM pg_catalog.${catalog} x
    WHERE x.oid >= ${FIRST_USER_OID} AND ${condition} AND ${notOfExtension(catalog, "x.oid")}`,
  ).join(" UNION ALL ")}) o (owner)
  WHERE pg_catalog.pg_get_userbyid(o.owner) <> current_user GROUP BY o.owner`;

/** What has no description of its own, each as kind and name; it belongs to the database as a whole. */
const OTHERS = `
  SELECT 'user mapping', format('%I for %I', u.srvname, u.usename) FROM pg_catalog.pg_user_mappings u
  UNION ALL SELECT 'subscription', s.subname FROM pg_catalog.pg_subscription s
    WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
  UNION ALL SELECT 'security label', format('%s on %s', l.provider, pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid))
    FROM pg_catalog.pg_seclabel l WHERE l.objoid >= ${FIRST_USER_OID}
  UNION ALL SELECT 'large object', count(*) || ' of them' FROM pg_catalog.pg_largeobject_metadata HAVING count(*) > 0
  UNION ALL SELECT 'database setting', split_part(option, '=', 1) FROM pg_catalog.pg_db_role_setting r, unnest(r.setconfig) AS u (option)
    WHERE r.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
  UNION ALL SELECT 'database comment', current_database() FROM pg_catalog.pg_shdescription h
    WHERE h.classoid = 'pg_catalog.pg_database'::regclass
      AND h.objoid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
  UNION ALL ${OTHER_OWNERS}
  UNION ALL SELECT 'database privileges', current_database() FROM pg_catalog.pg_database d
    WHERE d.datname = current_database() AND d.datacl IS NOT NULL`;

/** A foreign key that was switched off, rather than dropped, by switching off the triggers behind it. */
const DISABLED_KEYS = `SELECT 'disabled foreign key', format('%s on %s', k.conname, k.conrelid::regclass), c.relnamespace
  FROM pg_catalog.pg_trigger g
  JOIN pg_catalog.pg_constraint k ON k.oid = g.tgconstraint
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  WHERE g.tgisinternal AND g.tgenabled <> 'O' AND k.contype = 'f' AND k.conparentid = 0
  GROUP BY k.oid, k.conname, k.conrelid, c.relnamespace`;

const DESCRIBED = [
  ...IN_SCHEMAS.map(([catalog, namespace]) => described(catalog, "true", `x.${namespace}`)),
  ...IN_DATABASE.map((catalog) => described(catalog, "true")),
  USER_CASTS,
  OTHER_TYPES,
  OTHER_RELATIONS,
].join("\nUNION ALL ");

/** What the database holds and no kind of object stands for, in the server's own words. */
export const unmodelledSection: CatalogSection = {
  name: "unmodelled",
  sql: `SELECT x.kind, x.name FROM (
      SELECT i.type, i.identity, d.namespace FROM (${DESCRIBED}) d (catalog, oid, namespace),
        pg_catalog.pg_identify_object(d.catalog, d.oid, 0) i
      UNION ALL ${DISABLED_KEYS}
      UNION ALL SELECT o.kind, o.name, NULL::oid FROM (${OTHERS}) o (kind, name)
    ) x (kind, name, namespace)
    WHERE x.namespace IN (SELECT oid FROM wanted) OR (x.namespace IS NULL AND (SELECT everything FROM scope))
    ORDER BY x.kind COLLATE "C", x.name COLLATE "C"`,
};
