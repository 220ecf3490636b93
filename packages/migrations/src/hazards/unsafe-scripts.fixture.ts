import type { LabelledScript } from "./labelled-scripts.fixture.ts";

/** Scripts that do harm, by the rule that they break. */
const SCRIPTS: Readonly<Record<string, readonly (string | Omit<LabelledScript, "rule">)[]>> = {
  "index-blocks-writes": [
    'CREATE INDEX "User_email_idx" ON "User"("email");',
    'CREATE UNIQUE INDEX "Account_provider_key" ON "public"."Account"("provider", "providerAccountId");',
    "CREATE INDEX IF NOT EXISTS idx_posts_author ON posts USING btree (author_id) WHERE deleted_at IS NULL;",
    "create index on app.events using gin (payload jsonb_path_ops);",
    "BEGIN; SET LOCAL lock_timeout = '5s'; CREATE INDEX i ON t (lower(a)); COMMIT;",
    "CREATE TABLE IF NOT EXISTS a (id bigint); CREATE INDEX ON b (id);",
  ],
  "drop-index-blocks": [
    "DROP INDEX idx_posts_author;",
    "DROP INDEX IF EXISTS public.idx_posts_author, public.idx_posts_day;",
  ],
  "reindex-blocks": ["REINDEX TABLE posts;", "REINDEX (VERBOSE) INDEX idx_posts_author;", "REINDEX SCHEMA public;"],
  "not-in-transaction": [
    { sql: "CREATE INDEX CONCURRENTLY i ON t (a);", wrapsInTransaction: true },
    "START TRANSACTION; DROP INDEX CONCURRENTLY i; COMMIT;",
    "BEGIN; REINDEX TABLE CONCURRENTLY t; COMMIT;",
    "BEGIN; ALTER TABLE t DETACH PARTITION p CONCURRENTLY; COMMIT;",
    "BEGIN; CREATE DATABASE x; COMMIT;",
    { sql: "BEGIN; ALTER TYPE s ADD VALUE 'x'; COMMIT;", serverVersion: 11 },
  ],
  "foreign-key-scan": [
    'ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;',
    "ALTER TABLE ONLY public.posts ADD CONSTRAINT fk_a FOREIGN KEY (a, b) REFERENCES public.users (a, b) DEFERRABLE INITIALLY DEFERRED;",
    "DO $$ BEGIN ALTER TABLE posts ADD CONSTRAINT posts_fk FOREIGN KEY (a) REFERENCES users(id); EXCEPTION WHEN duplicate_object THEN null; END $$;",
  ],
  "column-with-reference": [
    "ALTER TABLE posts ADD COLUMN author_id bigint REFERENCES users;",
    "ALTER TABLE posts ADD author_id bigint CONSTRAINT x REFERENCES users (id) ON DELETE SET NULL, ADD other int;",
  ],
  "check-scan": [
    "ALTER TABLE posts ADD CONSTRAINT posts_check CHECK (char_length(title) > 3);",
    "ALTER TABLE posts ADD CHECK (a > 0), ADD COLUMN b int;",
    "ALTER TABLE posts ADD COLUMN kind text CHECK (kind IN ('a', 'b'));",
  ],
  "validated-too-early": [
    {
      sql: "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;",
      wrapsInTransaction: true,
    },
    "BEGIN; ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p (id) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; COMMIT;",
  ],
  "not-null-scan": [
    'ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;',
    "ALTER TABLE users ALTER name SET NOT NULL, ALTER email SET NOT NULL;",
    "ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 1 WHERE id = 5; ALTER TABLE t ALTER COLUMN c SET NOT NULL;",
    "ALTER TABLE t ADD CONSTRAINT n CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT n; ALTER TABLE t ALTER COLUMN b SET NOT NULL;",
    "ALTER TABLE t ADD CONSTRAINT n CHECK (a IS NOT NULL OR b) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT n; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
    {
      sql: "ALTER TABLE t ADD CONSTRAINT n CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT n; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
      serverVersion: 11,
    },
  ],
  "volatile-default": [
    "ALTER TABLE users ADD COLUMN token uuid NOT NULL DEFAULT uuid_generate_v4();",
    "ALTER TABLE users ADD COLUMN r double precision DEFAULT random() * 10;",
    "ALTER TABLE users ADD COLUMN n bigint DEFAULT nextval('users_n');",
    "ALTER TABLE users ADD COLUMN IF NOT EXISTS code text DEFAULT app.new_code();",
    "ALTER TABLE users ADD COLUMN t text DEFAULT md5(clock_timestamp()::text);",
    { sql: "ALTER TABLE users ADD COLUMN state text NOT NULL DEFAULT 'x';", serverVersion: 10 },
  ],
  "numbered-column": [
    "ALTER TABLE users ADD COLUMN seq SERIAL;",
    "ALTER TABLE users ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;",
  ],
  "stored-generated-column": [
    "ALTER TABLE docs ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED;",
  ],
  "constrained-domain-column": ["CREATE DOMAIN email AS text NOT NULL; ALTER TABLE users ADD COLUMN e email;"],
  "type-rewrite": [
    'ALTER TABLE "Order" ALTER COLUMN "total" SET DATA TYPE DECIMAL(65,30);',
    "ALTER TABLE users ALTER COLUMN id TYPE bigint;",
    "ALTER TABLE t ALTER c TYPE timestamptz USING c AT TIME ZONE 'UTC';",
    "ALTER TABLE t ALTER COLUMN payload TYPE jsonb USING payload::jsonb;",
    "ALTER TABLE t ALTER COLUMN a TYPE varchar(50);",
    "ALTER TABLE t ALTER COLUMN created_at TYPE text;",
    "ALTER TABLE t ALTER COLUMN state TYPE state USING state::text::state;",
    'ALTER TABLE t ALTER COLUMN title TYPE text COLLATE "de-x-icu";',
  ],
  "unique-builds-index": [
    "ALTER TABLE users ADD UNIQUE (email);",
    "ALTER TABLE users ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a, b);",
    "ALTER TABLE users ADD COLUMN slug text UNIQUE;",
  ],
  "primary-key-builds-index": [
    "ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY (id);",
    "ALTER TABLE tags ADD COLUMN id uuid PRIMARY KEY;",
  ],
  "exclusion-constraint": ["ALTER TABLE r ADD CONSTRAINT e EXCLUDE USING gist (during WITH &&);"],
  "drop-locks-referenced": [
    "ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;",
    'ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";',
  ],
  "wide-lock-window": [
    { sql: "ALTER TABLE a ADD COLUMN x int; ALTER TABLE b ADD COLUMN x int;", wrapsInTransaction: true },
    "BEGIN; DROP TRIGGER t ON a; CREATE TRIGGER t BEFORE INSERT ON b FOR EACH ROW EXECUTE FUNCTION f(); COMMIT;",
    "BEGIN; ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id) NOT VALID; ALTER TABLE c ADD y int; COMMIT;",
  ],
  "work-under-lock": [
    { sql: "BEGIN; ALTER TABLE t ADD c int; UPDATE t SET c = a + 1; COMMIT;", wrapsInTransaction: true },
    { sql: "ALTER TABLE t ADD c int; DELETE FROM t WHERE a < 5;", wrapsInTransaction: true },
    "BEGIN; ALTER TABLE a ADD c int; INSERT INTO b SELECT * FROM a; COMMIT;",
  ],
  "whole-table-rewrite": ["VACUUM FULL;", "VACUUM (FULL, ANALYZE) t;", "CLUSTER t;"],
  "storage-rewrite": [
    "ALTER TABLE t SET LOGGED;",
    "ALTER TABLE t SET ACCESS METHOD columnar;",
    "ALTER INDEX posts_day SET TABLESPACE disk_two;",
  ],
  "trigger-lock": [
    "ALTER TABLE t DISABLE TRIGGER ALL;",
    "ALTER TABLE t DISABLE TRIGGER USER;",
    "ALTER TABLE t DISABLE TRIGGER t_audit;",
  ],
  "attach-partition-scan": ["ALTER TABLE logs ATTACH PARTITION logs_1 FOR VALUES IN ('a');"],
  "partition-of": ["CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (1) TO (2);"],
  "detach-partition": ["ALTER TABLE logs DETACH PARTITION logs_1;"],
  "domain-constraint": ["ALTER DOMAIN d ADD CHECK (VALUE > 0);", "ALTER DOMAIN d SET NOT NULL;"],
  "refresh-blocks-reads": ["REFRESH MATERIALIZED VIEW public.stats;"],
  truncate: ["TRUNCATE TABLE a, b RESTART IDENTITY CASCADE;", "TRUNCATE a;"],
  "explicit-lock": ["BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; COMMIT;"],
  "unbatched-change": [
    "UPDATE users SET name = '' WHERE name IS NULL;",
    "UPDATE users SET full_name = first || last;",
    "DELETE FROM sessions WHERE expires < now();",
    "UPDATE a SET x = b.x FROM b WHERE a.b_id = b.id;",
    "WITH old AS (SELECT id FROM t) UPDATE t SET a = 1 FROM old WHERE t.id = old.id;",
    "DO $$ BEGIN UPDATE users SET a = 1; END $$;",
  ],
  "replica-identity-lost": [
    "ALTER TABLE t DROP CONSTRAINT t_pkey;",
    'ALTER TABLE "T" DROP CONSTRAINT "PK_T", ADD COLUMN x int;',
  ],
  "invalid-index-kept": ["CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);"],
  "advisory-lock-deadlock": ["SELECT pg_advisory_lock(1); CREATE INDEX CONCURRENTLY i ON t (a);"],
  "corrupting-version": [{ sql: "REINDEX INDEX CONCURRENTLY i;", serverVersion: 140001 }],
  "enum-value-too-early": [
    { sql: "ALTER TYPE s ADD VALUE 'x'; ALTER TABLE t ALTER c SET DEFAULT 'x';", wrapsInTransaction: true },
  ],
  "transaction-control": [
    "BEGIN; ALTER TABLE t ADD c int;",
    "COMMIT;",
    { sql: "ALTER TABLE t ADD c int; COMMIT;", wrapsInTransaction: true },
  ],
  "long-name": ['CREATE TABLE t ("a name that is so long that nobody can remember it and the server cuts it" int);'],
  cascade: [
    "DROP TABLE t CASCADE;",
    "DROP TYPE s CASCADE;",
    "ALTER TABLE t DROP CONSTRAINT c CASCADE;",
    "DROP FUNCTION f() CASCADE;",
    "DROP EXTENSION x CASCADE;",
  ],
  "opaque-code": [
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT tablename FROM pg_tables LOOP EXECUTE 'DROP TABLE ' || quote_ident(r.tablename); END LOOP; END $$;",
    "CALL migrate();",
    "DO LANGUAGE plpython3u $$ pass $$;",
  ],
  "reference-type-mismatch": [
    "CREATE TABLE a (id uuid PRIMARY KEY); CREATE TABLE b (a_id bigint); ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a (id);",
  ],
  "row-security": [
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
    "ALTER TABLE t DISABLE ROW LEVEL SECURITY;",
    "DROP POLICY p ON t;",
  ],
  "definer-search-path": [
    "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN NULL; END $$;",
  ],
  "extension-upgrade": ["ALTER EXTENSION timescaledb UPDATE TO '2.1';"],
  "concatenated-identifier": [
    "DO $$ DECLARE n text := 't'; BEGIN EXECUTE 'DROP TABLE ' || n; END $$;",
    "CREATE FUNCTION f(n text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('DROP TABLE %s', n); END $$;",
  ],
  "data-dropped": [
    'DROP TABLE "User";',
    "DROP TABLE IF EXISTS a, b;",
    "ALTER TABLE t DROP a, DROP b;",
    "DROP SCHEMA old;",
    "DROP DATABASE x;",
    "DROP MATERIALIZED VIEW m;",
    "DO $$ BEGIN EXECUTE 'DROP TABLE t'; END $$;",
  ],
  "lossy-type": ["ALTER TABLE t ALTER c TYPE integer USING (c * 100)::integer;"],
  "drop-and-add": ['ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;'],
  rename: [
    "ALTER TABLE a RENAME TO b;",
    "ALTER TABLE a RENAME x TO y;",
    "ALTER TABLE IF EXISTS a SET SCHEMA old;",
    "ALTER VIEW v RENAME TO w;",
    "ALTER TYPE s RENAME VALUE 'a' TO 'b';",
    "ALTER SCHEMA a RENAME TO b;",
    "ALTER VIEW monthly SET SCHEMA attic;",
    "ALTER SEQUENCE invoice_numbers SET SCHEMA attic;",
  ],
  "required-column": [
    'ALTER TABLE "User" ADD COLUMN "role" TEXT NOT NULL;',
    "ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT NULL;",
    "CREATE TABLE t (id int); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN c int NOT NULL;",
  ],
  "loosened-integrity": ["ALTER TABLE t ALTER COLUMN c DROP NOT NULL;", "ALTER TABLE t DROP CONSTRAINT t_total_check;"],
  "every-row": ["DELETE FROM t;", "DELETE FROM t WHERE true;", "UPDATE t SET a = 1;"],
  "removed-column": ["ALTER TABLE t DROP COLUMN IF EXISTS c;"],
  "unlogged-table": ["ALTER TABLE sessions SET UNLOGGED;"],
  "autovacuum-off": [
    "ALTER TABLE sessions SET (fillfactor = 80, autovacuum_enabled = 'off');",
    "CREATE TABLE queue (id bigint PRIMARY KEY) WITH (autovacuum_enabled = false);",
  ],
  "changing-check": [
    "CREATE TABLE offers (until timestamptz, CHECK (until > now()));",
    "CREATE DOMAIN past AS date CHECK (VALUE < CURRENT_DATE);",
  ],
  "widened-privileges": [
    "GRANT SELECT, UPDATE ON people TO shop, PUBLIC;",
    "GRANT SELECT ON ALL TABLES IN SCHEMA app TO PUBLIC;",
    "CREATE ROLE deploy LOGIN SUPERUSER;",
  ],
  "server-setting": ["ALTER SYSTEM SET wal_level = logical;"],
};

/** Scripts that do harm. */
export const unsafeScripts: readonly LabelledScript[] = Object.entries(SCRIPTS).flatMap(([rule, scripts]) =>
  scripts.map((script) => ({ ...(typeof script === "string" ? { sql: script } : script), rule })),
);
