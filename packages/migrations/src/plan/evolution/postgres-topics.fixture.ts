/**
 * Schemas by what they are about: each has variants, and every variant has to become the next one, and the other way
 * round. The statements of a variant run in a schema of the topic's own.
 */
export const POSTGRES_TOPICS: Readonly<Record<string, readonly string[]>> = {
  "columns in another order": [
    "CREATE TABLE t (a int, b text, c date); INSERT INTO t VALUES (1, 'x', '2020-01-01')",
    "CREATE TABLE t (c date, z int DEFAULT 4, a int, b text)",
  ],
  "a type below everything that looks at it": [
    `CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b int DEFAULT 1, g text GENERATED ALWAYS AS (upper(a)) STORED, CHECK (a <> 'q' AND b > 0));
     CREATE VIEW v AS SELECT a, b, g FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE MATERIALIZED VIEW m AS SELECT a, b FROM w JOIN t USING (a);
     CREATE UNIQUE INDEX mi ON m (a); CREATE MATERIALIZED VIEW m2 AS SELECT count(*) AS n FROM m; CREATE INDEX ti ON t (lower(a)) WHERE b > 1; CREATE INDEX tj ON t (a) INCLUDE (b);
     CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TRIGGER g AFTER UPDATE OF a ON t FOR EACH ROW WHEN (new.a <> old.a) EXECUTE FUNCTION f();
     CREATE TRIGGER gv INSTEAD OF INSERT ON w FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a = 'x' AND b > 1);
     CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t (id, a) VALUES (7, new.a); CREATE STATISTICS s ON a, b FROM t; GRANT SELECT (a) ON v TO PUBLIC; COMMENT ON COLUMN w.a IS 'a'; INSERT INTO t VALUES (1, 'x', 2)`,
    `CREATE TABLE t (id bigint PRIMARY KEY, a text, b bigint DEFAULT 2, g text GENERATED ALWAYS AS (upper(a)) STORED, CHECK (a <> 'q' AND b > 0));
     CREATE VIEW v AS SELECT a, b, g FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE MATERIALIZED VIEW m AS SELECT a, b FROM w JOIN t USING (a);
     CREATE UNIQUE INDEX mi ON m (a); CREATE MATERIALIZED VIEW m2 AS SELECT count(*) AS n FROM m; CREATE INDEX ti ON t (lower(a)) WHERE b > 1; CREATE INDEX tj ON t (a) INCLUDE (b);
     CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TRIGGER g AFTER UPDATE OF a ON t FOR EACH ROW WHEN (new.a <> old.a) EXECUTE FUNCTION f();
     CREATE TRIGGER gv INSTEAD OF INSERT ON w FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a = 'x' AND b > 1);
     CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t (id, a) VALUES (7, new.a); CREATE STATISTICS s ON a, b FROM t; GRANT SELECT (a) ON v TO PUBLIC; COMMENT ON COLUMN w.a IS 'a'`,
  ],
  "enum values everywhere": [
    `CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (x e DEFAULT 'a', y e[] DEFAULT '{b}', z e NOT NULL DEFAULT 'c', CHECK (x <> 'c'), UNIQUE (z));
     CREATE FUNCTION f(v e) RETURNS e LANGUAGE sql IMMUTABLE AS 'SELECT v'; CREATE FUNCTION g(v e DEFAULT 'a') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE INDEX i ON t (f(x)); CREATE INDEX j ON t (x) WHERE x = 'a';
     CREATE VIEW v AS SELECT x, z FROM t WHERE z = 'b'; CREATE DOMAIN d AS e CHECK (VALUE <> 'b'); CREATE TYPE c AS (p e, q int); CREATE TABLE u (h d, k c); CREATE POLICY p ON t USING (x = 'a'); INSERT INTO t VALUES ('a', '{a,b}', 'b')`,
    `CREATE TYPE e AS ENUM ('z', 'a', 'm', 'b', 'c', 'd'); CREATE TABLE t (x e DEFAULT 'a', y e[] DEFAULT '{b}', z e NOT NULL DEFAULT 'c', CHECK (x <> 'c'), UNIQUE (z));
     CREATE FUNCTION f(v e) RETURNS e LANGUAGE sql IMMUTABLE AS 'SELECT v'; CREATE FUNCTION g(v e DEFAULT 'd') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE INDEX i ON t (f(x)); CREATE INDEX j ON t (x) WHERE x = 'a';
     CREATE VIEW v AS SELECT x, z FROM t WHERE z = 'b'; CREATE DOMAIN d AS e CHECK (VALUE <> 'b'); CREATE TYPE c AS (p e, q int); CREATE TABLE u (h d, k c); CREATE POLICY p ON t USING (x = 'a')`,
    `CREATE TYPE e AS ENUM ('b', 'a'); CREATE TABLE t (x e DEFAULT 'a', y e[] DEFAULT '{b}', z e NOT NULL DEFAULT 'b', CHECK (x <> 'b'), UNIQUE (z));
     CREATE FUNCTION f(v e) RETURNS e LANGUAGE sql IMMUTABLE AS 'SELECT v'; CREATE FUNCTION g(v e DEFAULT 'a') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE INDEX i ON t (f(x)); CREATE INDEX j ON t (x) WHERE x = 'a';
     CREATE VIEW v AS SELECT x, z FROM t WHERE z = 'b'; CREATE DOMAIN d AS e CHECK (VALUE <> 'b'); CREATE TYPE c AS (p e, q int); CREATE TABLE u (h d, k c); CREATE POLICY p ON t USING (x = 'a')`,
  ],
  "an enum that a text becomes": [
    "CREATE TABLE t (x text DEFAULT 'a', y text[]); INSERT INTO t VALUES ('b', '{a}')",
    "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'a', y e[])",
    "CREATE TYPE other AS ENUM ('b', 'a'); CREATE TABLE t (x other DEFAULT 'b', y other[])",
  ],
  "a new enum value used at once": [
    "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (x e)",
    "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e DEFAULT 'b' CHECK (x <> 'b')); CREATE INDEX i ON t (x) WHERE x = 'b'; CREATE VIEW v AS SELECT 1 AS one FROM t WHERE x = 'b'; CREATE TABLE u (y e PRIMARY KEY DEFAULT 'b')",
  ],
  "serial, identity and plain": [
    "CREATE TABLE t (id serial PRIMARY KEY, n int); INSERT INTO t (n) VALUES (1), (2)",
    "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int)",
    "CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY (START 50 INCREMENT 5) PRIMARY KEY, n int)",
    "CREATE TABLE t (id bigserial PRIMARY KEY, n int)",
    "CREATE TABLE t (id int PRIMARY KEY, n int)",
    "CREATE SEQUENCE t_id_seq; CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('t_id_seq'), n int)",
    "CREATE SEQUENCE shared; CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('shared'), n int DEFAULT nextval('shared')); ALTER SEQUENCE shared OWNED BY t.n",
    "CREATE TABLE u (id serial); CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('u_id_seq'), n int)",
  ],
  "keys that others refer to": [
    "CREATE TABLE p (id int PRIMARY KEY, a int, b int); CREATE TABLE c (p int REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1, 1, 1); INSERT INTO c VALUES (1)",
    "CREATE TABLE p (id bigint, a int, b int, CONSTRAINT other PRIMARY KEY (id), UNIQUE (a)); CREATE TABLE c (p bigint REFERENCES p ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE p (id int, a int UNIQUE, b int, PRIMARY KEY (id, b)); CREATE TABLE c (p int REFERENCES p (a))",
    "CREATE TABLE p (id int, a int, b int); CREATE UNIQUE INDEX pi ON p (id); CREATE TABLE c (p int); ALTER TABLE c ADD CONSTRAINT c_p_fkey FOREIGN KEY (p) REFERENCES p (id) NOT VALID",
  ],
  "unique keys and indexes of one name": [
    "CREATE TABLE t (a int, b int, CONSTRAINT k UNIQUE (a)); INSERT INTO t VALUES (1, 2)",
    "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX k ON t (a)",
    "CREATE TABLE t (a int, b int, CONSTRAINT k UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) DEFERRABLE)",
    "CREATE TABLE t (a int, b int); CREATE INDEX k ON t USING hash (b)",
    "CREATE TABLE t (a int, b int, CONSTRAINT k CHECK (a < b))",
    "CREATE TABLE t (a int, b int); CREATE TABLE k (a int)",
    "CREATE TABLE t (a int, b int); CREATE VIEW k AS SELECT a FROM t",
    "CREATE TABLE t (a int, b int); CREATE MATERIALIZED VIEW k AS SELECT a FROM t; CREATE UNIQUE INDEX ki ON k (a)",
    "CREATE TABLE t (a int, b int); CREATE SEQUENCE k",
    "CREATE TABLE t (a int, b int); CREATE TYPE k AS ENUM ('a')",
    "CREATE TABLE t (a int, b int); CREATE DOMAIN k AS int",
    "CREATE TABLE t (a int, b int); CREATE TYPE k AS (a int)",
  ],
  "constraints under other names": [
    "CREATE TABLE t (a int CONSTRAINT one CHECK (a > 0), b int CONSTRAINT two UNIQUE, c int CONSTRAINT three REFERENCES t (b)); INSERT INTO t VALUES (1, 1, 1)",
    "CREATE TABLE t (a int CONSTRAINT two CHECK (a > 0), b int CONSTRAINT three UNIQUE, c int CONSTRAINT one REFERENCES t (b))",
  ],
  "partitions come and go": [
    "CREATE TABLE p (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE alone (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)); CREATE TABLE r (id int, at date, FOREIGN KEY (id, at) REFERENCES p); INSERT INTO p VALUES (1, '2020-02-02'); INSERT INTO alone VALUES (1, '2023-01-01')",
    "CREATE TABLE p (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE TABLE p1 (id int NOT NULL, at date NOT NULL, CONSTRAINT p1_pkey PRIMARY KEY (id, at)); CREATE TABLE alone PARTITION OF p FOR VALUES FROM ('2022-01-01') TO ('2024-01-01'); CREATE TABLE r (id int, at date, FOREIGN KEY (id, at) REFERENCES p)",
    "CREATE TABLE p (id int, at date, note text DEFAULT 'n', PRIMARY KEY (id, at), CHECK (id > 0)) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2019-01-01') TO ('2021-01-01'); CREATE TABLE alone PARTITION OF p DEFAULT; CREATE INDEX pi ON p (note); CREATE TABLE r (id int, at date)",
    "CREATE TABLE p (id int, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2019-01-01') TO ('2021-01-01') PARTITION BY LIST (id); CREATE TABLE p1a PARTITION OF p1 FOR VALUES IN (1, 2)",
  ],
  "a table that becomes partitioned": [
    "CREATE TABLE t (id int, k text)",
    "CREATE TABLE t (id int, k text) PARTITION BY LIST (k); CREATE TABLE ta PARTITION OF t FOR VALUES IN ('a')",
    "CREATE TABLE t (id int, k text) PARTITION BY HASH (id); CREATE TABLE ta PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
  ],
  "parents and children": [
    "CREATE TABLE a (x int, CHECK (x > 0)); CREATE TABLE b (y int) INHERITS (a); CREATE VIEW v AS SELECT * FROM a; INSERT INTO b VALUES (1, 2)",
    "CREATE TABLE a (x bigint NOT NULL DEFAULT 3, z text); CREATE TABLE b (y int) INHERITS (a); CREATE VIEW v AS SELECT x FROM a",
  ],
  "views change their columns": [
    "CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT * FROM v; CREATE MATERIALIZED VIEW m AS SELECT * FROM w; CREATE INDEX mi ON m (a); GRANT SELECT ON m TO PUBLIC; COMMENT ON MATERIALIZED VIEW m IS 'm'",
    "CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT b, a::bigint AS a, 1 AS one FROM t; CREATE VIEW w AS SELECT * FROM v; CREATE MATERIALIZED VIEW m AS SELECT * FROM w; CREATE INDEX mi ON m (a); GRANT SELECT ON m TO PUBLIC; COMMENT ON MATERIALIZED VIEW m IS 'm'",
    "CREATE TABLE t (a int, b text); CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE TABLE w (a int); CREATE VIEW m WITH (security_barrier) AS SELECT * FROM v",
    "CREATE VIEW w AS SELECT 1 AS a; CREATE VIEW v AS SELECT * FROM w; CREATE TABLE t (a int, b text); CREATE VIEW m AS SELECT v.a FROM v, t",
  ],
  "functions that others use": [
    `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a'; CREATE TABLE t (a int DEFAULT f(1), b int, g int GENERATED ALWAYS AS (f(b)) STORED, CHECK (f(a) > 0)); CREATE INDEX i ON t (f(b));
     CREATE VIEW v AS SELECT f(a) AS x FROM t; CREATE POLICY p ON t USING (f(a) > 1); CREATE FUNCTION h(a int) RETURNS int LANGUAGE sql RETURN f(a); CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
     CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN (f(new.a) > 1) EXECUTE FUNCTION tr(); GRANT EXECUTE ON FUNCTION f TO PUBLIC; COMMENT ON FUNCTION f IS 'f'; INSERT INTO t (b) VALUES (1)`,
    `CREATE FUNCTION f(a int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a::bigint + 1'; CREATE TABLE t (a int DEFAULT f(1), b int, g int GENERATED ALWAYS AS (f(b)) STORED, CHECK (f(a) > 0)); CREATE INDEX i ON t (f(b));
     CREATE VIEW v AS SELECT f(a) AS x FROM t; CREATE POLICY p ON t USING (f(a) > 1); CREATE FUNCTION h(a int) RETURNS bigint LANGUAGE sql RETURN f(a); CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END';
     CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN (f(new.a) > 1) EXECUTE FUNCTION tr(); REVOKE EXECUTE ON FUNCTION f FROM PUBLIC`,
    `CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b'; CREATE TABLE t (a int DEFAULT f(1), b int, g int GENERATED ALWAYS AS (f(b)) STORED, CHECK (f(a) > 0)); CREATE INDEX i ON t (f(b));
     CREATE VIEW v AS SELECT f(a) AS x FROM t; CREATE POLICY p ON t USING (f(a) > 1); CREATE FUNCTION h(a int) RETURNS int LANGUAGE sql RETURN f(a); CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN old; END';
     CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN (f(new.a) > 1) EXECUTE FUNCTION tr('x')`,
    `CREATE PROCEDURE f(a int) LANGUAGE sql AS ''; CREATE AGGREGATE h(int) (SFUNC = int4pl, STYPE = int); CREATE TABLE t (a int, b int, g int); CREATE VIEW v AS SELECT h(a) AS x FROM t; CREATE FUNCTION tr() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  ],
  "tables and functions that need each other": [
    "CREATE TABLE t (a int, b int); CREATE FUNCTION n() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM t; END; ALTER TABLE t ALTER b SET DEFAULT n(); CREATE FUNCTION whole(r t) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE INDEX i ON t (whole(t)); ALTER TABLE t ADD CHECK (whole(t) > 0)",
    "SELECT 1",
    "CREATE TABLE t (a bigint, b int); CREATE FUNCTION n() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(a)::bigint FROM t; END; ALTER TABLE t ALTER b SET DEFAULT n() + 1; CREATE FUNCTION whole(r t) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'; CREATE INDEX i ON t (whole(t))",
    "CREATE TABLE t (a text); CREATE FUNCTION n() RETURNS SETOF t LANGUAGE sql STABLE AS 'SELECT * FROM t'; CREATE VIEW v AS SELECT * FROM n()",
  ],
  "policies that look at each other's tables": [
    "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE POLICY p ON a USING (id IN (SELECT id FROM b)); CREATE POLICY p ON b USING (id IN (SELECT id FROM a)); ALTER TABLE a ENABLE ROW LEVEL SECURITY",
    "CREATE TABLE a (id bigint); CREATE TABLE b (id bigint); CREATE POLICY p ON a FOR SELECT USING (id IN (SELECT id FROM b)); CREATE POLICY p ON b AS RESTRICTIVE USING (id IN (SELECT id FROM a)); ALTER TABLE a FORCE ROW LEVEL SECURITY",
    "SELECT 1",
  ],
  "circles of references": [
    "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, c int); CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a, self int REFERENCES c); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c; INSERT INTO a VALUES (1, NULL); INSERT INTO c VALUES (1, 1, 1)",
    "CREATE TABLE a (id bigint PRIMARY KEY, b bigint); CREATE TABLE b (id bigint PRIMARY KEY, c bigint); CREATE TABLE c (id bigint PRIMARY KEY, a bigint REFERENCES a ON DELETE CASCADE, self bigint REFERENCES c); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c",
    "SELECT 1",
  ],
  "rules and triggers on views": [
    "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TRIGGER g INSTEAD OF UPDATE ON v FOR EACH ROW EXECUTE FUNCTION f(); ALTER VIEW v ALTER a SET DEFAULT 4",
    "CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT a FROM t; CREATE RULE g AS ON UPDATE TO v DO INSTEAD NOTHING; COMMENT ON RULE g ON v IS 'r'",
    "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t WHERE a > 1 WITH LOCAL CHECK OPTION; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END'; CREATE TRIGGER g INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER g AFTER INSERT ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER g",
  ],
  "domains under columns": [
    "CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE DOMAIN e AS d; CREATE TABLE t (a d DEFAULT 3, b e, c d[]); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f(x d) RETURNS e LANGUAGE sql AS 'SELECT 1'; INSERT INTO t VALUES (1, 2)",
    "CREATE DOMAIN d AS bigint DEFAULT 7 NOT NULL CHECK (VALUE > 0) CONSTRAINT most CHECK (VALUE < 100); CREATE DOMAIN e AS d CHECK (VALUE <> 9); CREATE TABLE t (a d DEFAULT 3, b e, c d[]); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f(x d) RETURNS e LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE t (a int DEFAULT 3, b int, c int[]); CREATE VIEW v AS SELECT a FROM t",
  ],
  "composites under columns": [
    "CREATE TYPE c AS (x int, y text); CREATE TABLE t (a c, b c[]); CREATE TABLE typed OF c; CREATE FUNCTION f(v c) RETURNS c LANGUAGE sql AS 'SELECT v'; CREATE VIEW v AS SELECT (a).x FROM t; INSERT INTO t VALUES ('(1,q)')",
    "CREATE TYPE c AS (x int, y text, z date); CREATE TABLE t (a c, b c[]); CREATE TABLE typed OF c; CREATE FUNCTION f(v c) RETURNS c LANGUAGE sql AS 'SELECT v'; CREATE VIEW v AS SELECT (a).x FROM t",
    "CREATE TYPE c AS (z int, x int); CREATE TABLE t (a c); CREATE FUNCTION f(v c) RETURNS SETOF c LANGUAGE sql AS 'SELECT v'",
    "CREATE TYPE c AS (x bigint); CREATE TABLE t (a text)",
  ],
  "computed and plain": [
    "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c text GENERATED ALWAYS AS ('c' || 'd') STORED NOT NULL); CREATE VIEW v AS SELECT b FROM t; CREATE INDEX i ON t (b); COMMENT ON COLUMN t.b IS 'b'; GRANT SELECT (b) ON t TO PUBLIC; INSERT INTO t VALUES (1)",
    "CREATE TABLE t (a int, b int, c text NOT NULL DEFAULT 'x'); CREATE VIEW v AS SELECT b FROM t; CREATE INDEX i ON t (b); COMMENT ON COLUMN t.b IS 'b'; GRANT SELECT (b) ON t TO PUBLIC",
    "CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a * 3) STORED, c text GENERATED ALWAYS AS ('d') STORED); CREATE VIEW v AS SELECT b FROM t; CREATE UNIQUE INDEX i ON t (b)",
  ],
  collations: [
    "CREATE COLLATION col (provider = icu, locale = 'de'); CREATE TABLE t (a text COLLATE \"C\", b text COLLATE col, UNIQUE (a)); CREATE INDEX i ON t (b COLLATE \"C\"); CREATE DOMAIN d AS text COLLATE col; INSERT INTO t VALUES ('a', 'b')",
    "CREATE COLLATION col (provider = icu, locale = 'sv'); CREATE TABLE t (a text COLLATE col, b text, UNIQUE (a)); CREATE INDEX i ON t (b); CREATE DOMAIN d AS text",
  ],
  "deferred, not valid, excluding": [
    "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES p DEFERRABLE, b int UNIQUE DEFERRABLE INITIALLY DEFERRED, r int4range, CONSTRAINT x EXCLUDE USING gist (r WITH &&)); ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID",
    "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES p, b int UNIQUE, CONSTRAINT k CHECK (a > 0), r int4range, CONSTRAINT x EXCLUDE USING gist (r WITH -|-) WHERE (a > 1) DEFERRABLE)",
    "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, b int, CONSTRAINT k CHECK (a > 1) NO INHERIT, r int4range); ALTER TABLE t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES p NOT VALID",
  ],
  "storage and options": [
    "CREATE TABLE t (a text, b text) WITH (fillfactor = 70); ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STATISTICS 9, ALTER b SET (n_distinct = 5); CREATE STATISTICS s (mcv) ON a, b FROM t; ALTER TABLE t REPLICA IDENTITY FULL",
    "CREATE UNLOGGED TABLE t (a text NOT NULL UNIQUE, b text) WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false); ALTER TABLE t ALTER a SET COMPRESSION pglz; CREATE STATISTICS s ON a, (b || 'x') FROM t; ALTER STATISTICS s SET STATISTICS 7; ALTER TABLE t REPLICA IDENTITY USING INDEX t_a_key; ALTER TABLE t CLUSTER ON t_a_key",
    "CREATE TABLE t (a text NOT NULL, b text); CREATE UNIQUE INDEX u ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX u; ALTER TABLE t CLUSTER ON u",
  ],
  "privileges and comments": [
    "CREATE TABLE t (a int, b int); GRANT SELECT ON t TO PUBLIC; GRANT UPDATE (a), INSERT (b) ON t TO PUBLIC; COMMENT ON TABLE t IS 'one'; COMMENT ON COLUMN t.a IS E'it''s \\\\ \"'; CREATE SEQUENCE s; GRANT USAGE ON s TO PUBLIC; CREATE TYPE e AS ENUM ('x'); REVOKE USAGE ON TYPE e FROM PUBLIC",
    "CREATE TABLE t (a int, b int); GRANT INSERT, DELETE ON t TO PUBLIC; GRANT SELECT (a, b) ON t TO PUBLIC; COMMENT ON COLUMN t.b IS 'b'; CREATE SEQUENCE s; CREATE TYPE e AS ENUM ('x'); COMMENT ON TYPE e IS 'e'",
    "CREATE TABLE t (a int, b int); GRANT UPDATE (a) ON t TO PUBLIC; CREATE SEQUENCE s; CREATE TYPE e AS ENUM ('x')",
  ],
  "names that need quotes": [
    `CREATE TABLE "Größe ""x""" ("select" int PRIMARY KEY, "a'b" text DEFAULT 'it''s', "" int); CREATE INDEX "in dex" ON "Größe ""x""" ("a'b")`.replace(
      ', "" int',
      ', " " int',
    ),
    `CREATE TABLE "Größe ""x""" ("select" bigint PRIMARY KEY, "a'b" varchar(9) DEFAULT 'O''Brien', "new; --" int CHECK ("new; --" > 0)); CREATE INDEX "in dex" ON "Größe ""x""" ("a'b" DESC); CREATE VIEW "V W" AS SELECT "a'b" FROM "Größe ""x"""; CREATE TYPE "E e" AS ENUM ('a''b'); ALTER TABLE "Größe ""x""" ADD "E" "E e" DEFAULT 'a''b'`,
    `CREATE TABLE "Größe ""x""" ("select" bigint PRIMARY KEY, "a'b" varchar(9) DEFAULT 'O''Brien'); CREATE TYPE "E e" AS ENUM ('b', 'a''b'); ALTER TABLE "Größe ""x""" ADD "E" "E e" DEFAULT 'a''b'; CREATE FUNCTION "F f"("P p" "E e") RETURNS "E e" LANGUAGE sql AS 'SELECT $1'; CREATE DOMAIN "D d" AS text`,
  ],
  "types that no assignment joins": [
    "CREATE TABLE t (a text, b text, c int, d text, e int, f text, g timestamptz, h json); INSERT INTO t VALUES ('1', 'true', 1, '{\"a\": 1}', 1, '00000000-0000-4000-8000-000000000001', '2020-01-01', '{}')",
    "CREATE TABLE t (a int, b boolean, c text, d jsonb, e boolean, f uuid, g date, h jsonb)",
    "CREATE TABLE t (a numeric(5,2), b text, c varchar(5), d json, e text, f text, g timestamp(3), h text)",
    "CREATE TABLE t (a bigint[], b text[])",
  ],
  "ranges and their functions": [
    "CREATE TYPE r AS RANGE (SUBTYPE = int); CREATE TABLE t (a r, EXCLUDE USING gist (a WITH &&)); CREATE VIEW v AS SELECT lower(a) AS l FROM t",
    "CREATE TYPE r AS RANGE (SUBTYPE = bigint, MULTIRANGE_TYPE_NAME = rr); CREATE TABLE t (b int); CREATE VIEW v AS SELECT 1 AS l",
  ],
  "a table that becomes another kind of thing": [
    "CREATE TABLE x (a int); CREATE VIEW y AS SELECT a FROM x; CREATE TABLE z (b int)",
    "CREATE TABLE y (a int); CREATE VIEW x AS SELECT a FROM y; CREATE VIEW z AS SELECT a AS b FROM x",
    "CREATE TABLE z (b int); CREATE MATERIALIZED VIEW y AS SELECT b AS a FROM z; CREATE TABLE x (c text)",
  ],
  "indexes of every kind": [
    "CREATE TABLE t (a int, b text, j jsonb, r int4range); CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t USING gin (j); CREATE INDEX i3 ON t (lower(b) text_pattern_ops, a DESC NULLS LAST) INCLUDE (j) WHERE a > 1; CREATE UNIQUE INDEX i4 ON t (a, b); INSERT INTO t VALUES (1, 'a', '{}', '[1,2)')",
    "CREATE TABLE t (a int, b text, j jsonb, r int4range); CREATE UNIQUE INDEX i1 ON t (a); CREATE INDEX i2 ON t USING gin (j jsonb_path_ops); CREATE INDEX i3 ON t (upper(b), a NULLS FIRST) WHERE a > 2; CREATE INDEX i4 ON t USING brin (a) WITH (pages_per_range = 4); CREATE INDEX i5 ON t USING gist (r)",
  ],
  "columns dropped and added below dependents": [
    "CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a, b), CHECK (b > c), UNIQUE (c)); CREATE INDEX i ON t (b, c); CREATE VIEW v AS SELECT a, b FROM t; CREATE TABLE u (x int REFERENCES t (c)); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TRIGGER g AFTER UPDATE OF b, c ON t FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO t VALUES (1, 2, 1)",
    "CREATE TABLE t (a int, d int DEFAULT 5, PRIMARY KEY (a)); CREATE INDEX i ON t (d); CREATE VIEW v AS SELECT a, d AS b FROM t; CREATE TABLE u (x int REFERENCES t); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TRIGGER g AFTER UPDATE OF d ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a, 1 AS b FROM t; CREATE TABLE u (x int)",
  ],
};

/** The same for what belongs to the whole database: each variant is a database of its own. */
export const POSTGRES_DATABASES: Readonly<Record<string, readonly string[]>> = {
  "things that move from schema to schema": [
    "CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.t (id serial PRIMARY KEY, e text); CREATE TYPE one.e AS ENUM ('a'); CREATE FUNCTION one.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW one.v AS SELECT id, one.f() AS f FROM one.t",
    "CREATE SCHEMA two; CREATE SCHEMA three; CREATE TYPE three.e AS ENUM ('a'); CREATE TABLE two.t (id serial PRIMARY KEY, e three.e); CREATE FUNCTION two.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW three.v AS SELECT id, two.f() AS f FROM two.t",
  ],
  "extensions and what is theirs": [
    "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE TABLE t (a citext, b text); CREATE INDEX i ON t USING gin (b gin_trgm_ops); CREATE VIEW v AS SELECT similarity(b, 'x') AS s FROM t",
    "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE t (a text, b ext.citext); CREATE INDEX i ON t (b)",
    "CREATE TABLE t (a text, b text)",
  ],
  "publications and event triggers": [
    "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE c (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE a (id) WHERE (id > 3); CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION f()",
    "CREATE TABLE a (id bigint PRIMARY KEY, b int); CREATE TABLE c (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE a, c WITH (publish = 'insert'); CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RETURN; END'; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f(); ALTER EVENT TRIGGER e DISABLE",
    "CREATE TABLE a (id bigint PRIMARY KEY); CREATE PUBLICATION p FOR ALL TABLES; CREATE PUBLICATION q FOR TABLES IN SCHEMA public",
  ],
  "privileges that everything is born with": [
    "CREATE TABLE old (id int); REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO PUBLIC; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; CREATE TABLE old (id int); CREATE TABLE closed (id int GENERATED ALWAYS AS IDENTITY); REVOKE ALL ON closed FROM PUBLIC; REVOKE ALL ON closed FROM CURRENT_USER; CREATE VIEW open AS SELECT 1 AS one; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f() TO PUBLIC",
    "CREATE TABLE old (id int); CREATE TABLE closed (id int)",
  ],
  "types of extensions": ["CREATE SCHEMA ext; CREATE EXTENSION tablefunc SCHEMA ext", "CREATE EXTENSION tablefunc"],
  "sequences of identity columns": [
    "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n int); COMMENT ON SEQUENCE t_id_seq IS 'it''s one'; GRANT USAGE ON SEQUENCE t_id_seq TO PUBLIC",
    "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME other), n bigint GENERATED ALWAYS AS IDENTITY); COMMENT ON SEQUENCE other IS 'another'; GRANT UPDATE ON SEQUENCE other TO PUBLIC; COMMENT ON SEQUENCE t_n_seq IS 'new'",
    "CREATE TABLE t (id int, n bigint); COMMENT ON COLUMN t.n IS 'counts no more'",
    "SELECT 1",
  ],
  "what a table is clustered on": [
    "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, m int NOT NULL); CREATE INDEX i ON t (m, (n + 1)); ALTER TABLE t CLUSTER ON t_pkey; ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 7; INSERT INTO t VALUES (1, 2, 3)",
    "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, m int NOT NULL); CREATE INDEX i ON t (m, (n + 1)); ALTER TABLE t CLUSTER ON i; ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 9",
    "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, m int NOT NULL); CREATE INDEX i ON t (m, (n + 1)); CREATE INDEX j ON t (m); ALTER TABLE t CLUSTER ON j",
    "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, m int NOT NULL); CREATE INDEX i ON t (m, (n + 1)); ALTER TABLE t CLUSTER ON t_n_key",
    "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE, m int NOT NULL); CREATE INDEX i ON t (m, (n + 1))",
    "CREATE TABLE t (id bigint PRIMARY KEY, n int); ALTER TABLE t CLUSTER ON t_pkey; CREATE MATERIALIZED VIEW v AS SELECT n FROM t; CREATE INDEX v_n ON v (n); ALTER MATERIALIZED VIEW v CLUSTER ON v_n",
    "CREATE TABLE t (id bigint PRIMARY KEY, n int); CREATE MATERIALIZED VIEW v AS SELECT n FROM t; CREATE INDEX v_n ON v (n)",
  ],
  "default privileges": [
    "CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; CREATE TABLE s.t (a int)",
    "CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT INSERT ON TABLES TO PUBLIC; CREATE TABLE s.t (a int); CREATE TABLE s.u (a int); REVOKE ALL ON s.u FROM PUBLIC; CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT USAGE ON SCHEMA s TO PUBLIC",
    "CREATE TABLE t (a int)",
  ],
};
