import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCatalog } from "../read-catalog.ts";

/** What the server's own catalogs hold, and what becomes of it here. A catalog that is in none of the lists is a new one. */
const MODELLED =
  "aggregate attrdef attribute class collation constraint default_acl depend description enum event_trigger extension index inherits init_privs namespace partitioned_table policy proc publication publication_namespace publication_rel range rewrite sequence statistic_ext trigger type";
const LISTED =
  "am amop amproc cast conversion database db_role_setting foreign_data_wrapper foreign_server foreign_table language largeobject largeobject_metadata opclass operator opfamily seclabel shdescription subscription subscription_rel transform ts_config ts_config_map ts_dict ts_parser ts_template user_mapping";
/** Figures about data, and what belongs to all databases of a server. */
const NO_SCHEMA =
  "authid auth_members parameter_acl replication_origin shdepend shseclabel statistic statistic_ext_data tablespace";

/** One of each kind that is listed, as far as a test can make them. */
const STATEMENTS: readonly (readonly [sql: string, ...kinds: string[]])[] = [
  ["CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)", "operator"],
  [
    "CREATE OPERATOR CLASS mine FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer)",
    "operator class",
    "operator family",
  ],
  ["CREATE CONVERSION latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1", "conversion"],
  ["CREATE TEXT SEARCH CONFIGURATION words (COPY = simple)", "text search configuration"],
  ["CREATE TEXT SEARCH DICTIONARY book (TEMPLATE = simple)", "text search dictionary"],
  ["CREATE TEXT SEARCH TEMPLATE form (LEXIZE = dsimple_lexize)", "text search template"],
  [
    "CREATE TEXT SEARCH PARSER reader (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)",
    "text search parser",
  ],
  ["CREATE FOREIGN DATA WRAPPER wrapper", "foreign-data wrapper"],
  ["CREATE SERVER far FOREIGN DATA WRAPPER wrapper", "server"],
  ["CREATE USER MAPPING FOR PUBLIC SERVER far", "user mapping"],
  ["CREATE FOREIGN TABLE there (id integer) SERVER far", "foreign table"],
  ["CREATE LANGUAGE tongue HANDLER plpgsql_call_handler", "language"],
  ["CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler", "access method"],
  [
    "CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal))",
    "transform",
  ],
  ["CREATE TYPE announced", "type"],
  ["CREATE CAST (bytea AS integer[]) WITH INOUT", "cast"],
  ["CREATE SUBSCRIPTION news CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)", "subscription"],
  ["SELECT lo_create(0)", "large object"],
  [
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''8MB''', current_database()); END $$",
    "database setting",
  ],
  ["DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''mine''', current_database()); END $$", "database comment"],
  [
    "DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$",
    "database privileges",
  ],
  [
    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'somebody') THEN CREATE ROLE somebody; END IF; END $$; CREATE TABLE theirs (id integer); ALTER TABLE theirs OWNER TO somebody",
    "owner",
  ],
  [
    "CREATE TABLE parents (id integer PRIMARY KEY, parent integer REFERENCES parents); ALTER TABLE parents DISABLE TRIGGER ALL",
    "disabled foreign key",
  ],
];

const named = process.env.DATAFLOW_TEST_PG_URL ?? "";

describe.each(named === "" ? ["14", "18"] : ["named"])("PostgreSQL %s", (version) => {
  let server: PostgresServer;
  let connection: Connection;
  beforeAll(async () => {
    server = await startPostgres(version === "named" ? {} : { version });
    connection = connect(await server.createDatabase());
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  it("knows every catalog of the server", async () => {
    const known = new Set([MODELLED, LISTED, NO_SCHEMA].flatMap((list) => list.split(" ")));
    const { rows } = await connection.query(
      "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'",
    );
    const names = rows.map(({ name }) => String(name).replace(/^pg_/, ""));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it("lists what no kind of object stands for, and nothing else", async () => {
    expect((await readCatalog(connection)).unmodelled).toEqual([]);
    for (const [sql] of STATEMENTS) await connection.run(sql);
    const { unmodelled } = await readCatalog(connection);
    const kinds = STATEMENTS.flatMap(([, ...of]) => of);
    expect([...new Set(unmodelled.map(({ kind }) => kind))].sort()).toEqual(kinds.sort());
    expect(unmodelled).toContainEqual({ kind: "foreign table", name: "public.there" });
    expect(unmodelled).toContainEqual({ kind: "owner", name: "somebody, of 1" });
    expect(JSON.stringify(unmodelled)).not.toContain("8MB");
    await connection.run("ALTER SUBSCRIPTION news SET (slot_name = NONE); DROP SUBSCRIPTION news");
  });

  it("lists only what is in the schemas that are asked for", async () => {
    const { unmodelled } = await readCatalog(connection, { schemas: ["public"] });
    const kinds = unmodelled.map(({ kind }) => kind);
    expect(kinds).toContain("foreign table");
    expect(kinds).not.toContain("language");
    expect((await readCatalog(connection, { schemas: ["elsewhere"] })).unmodelled).toEqual([]);
  });
});
