import { FIRST_USER_OID, SYSTEM_CATALOGS } from "./system-catalogs.ts";

/** A catalog of the server, by what tells its rows apart, and which of them count. */
interface StampedCatalog {
  readonly name: string;
  readonly key: string;
  readonly from?: string;
  readonly where?: string;
}

/** What belongs to a session alone comes and goes all the time; the columns of indexes follow from the indexes, but for how closely the planner looks. */
const LASTING = "c.relpersistence <> 't' AND c.relkind IN ('r', 'p', 'v', 'm', 'c', 'f', 'S')";

function ofRelation(name: string, key: string, relation: string): StampedCatalog {
  return { name, key, from: `JOIN pg_catalog.pg_class c ON c.oid = x.${relation}`, where: LASTING };
}

function byOid(name: string): StampedCatalog {
  return { name, key: "x.oid", where: `x.oid >= ${FIRST_USER_OID}` };
}

const CATALOGS: readonly StampedCatalog[] = [
  { name: "pg_class", key: "x.oid", where: `x.relpersistence <> 't' AND x.oid >= ${FIRST_USER_OID}` },
  {
    ...ofRelation("pg_attribute", "x.attrelid, x.attnum", "attrelid"),
    where: `(${LASTING}) OR (c.relpersistence <> 't' AND c.relkind IN ('i', 'I') AND x.attstattarget >= 0)`,
  },
  ofRelation("pg_attrdef", "x.oid", "adrelid"),
  ofRelation("pg_index", "x.indexrelid", "indrelid"),
  ofRelation("pg_sequence", "x.seqrelid", "seqrelid"),
  ofRelation("pg_inherits", "x.inhrelid, x.inhparent", "inhrelid"),
  // Temporary tables have types too. Of those of other tables only the privileges count.
  {
    name: "pg_type",
    key: "x.oid",
    where: `x.oid >= ${FIRST_USER_OID} AND x.typelem = 0 AND (x.typrelid = 0 OR x.typacl IS NOT NULL)`,
  },
  // What is in no other catalog: what belongs to extensions, which column owns a sequence, which schemas are published.
  {
    name: "pg_depend",
    key: "x.classid, x.objid, x.objsubid, x.refclassid, x.refobjid, x.refobjsubid",
    where: `x.deptype = 'e' OR x.classid = ${SYSTEM_CATALOGS.publicationSchema}
      OR (x.deptype = 'a' AND x.refobjsubid > 0 AND x.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence))`,
  },
  {
    name: "pg_description",
    key: "x.classoid, x.objoid, x.objsubid",
    where: `x.objoid >= ${FIRST_USER_OID} OR x.classoid IN (${SYSTEM_CATALOGS.schema}, ${SYSTEM_CATALOGS.extension})`,
  },
  { name: "pg_init_privs", key: "x.classoid, x.objoid, x.objsubid", where: `x.objoid >= ${FIRST_USER_OID}` },
  { name: "pg_range", key: "x.rngtypid" },
  { name: "pg_aggregate", key: "x.aggfnoid::oid", where: `x.aggfnoid::oid >= ${FIRST_USER_OID}` },
  { name: "pg_namespace", key: "x.oid", where: "x.nspname !~ '^pg_'" },
  { name: "pg_extension", key: "x.oid" },
  ...["pg_constraint", "pg_proc", "pg_enum", "pg_collation", "pg_trigger", "pg_rewrite", "pg_policy"].map(byOid),
  ...["pg_statistic_ext", "pg_event_trigger", "pg_default_acl", "pg_publication", "pg_publication_rel"].map(byOid),
];

/** Every change of a row makes a new version of it, which says what transaction made it. */
function stampOf({ name, key, from = "", where = "true" }: StampedCatalog): string {
  return `SELECT bit_xor(pg_catalog.hash_record_extended(ROW(${key}, x.xmin), 0)), count(*)
    FROM pg_catalog.${name} x ${from} WHERE ${where}`;
}

/** The stamp as an expression: it reads the versions of the rows of all catalogs, not what is in them. */
export const postgresStamp = `(SELECT 'postgres:' || pg_catalog.md5(concat(current_setting('server_version_num'), ' ',
    (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()), ' ',
    array_agg(concat(s.hash, ':', s.count))))
  FROM (${CATALOGS.map(stampOf).join("\nUNION ALL ")}) s (hash, count))`;
