/**
 * Pairs that are hard for whoever compares schemas, by the kind of object: each variant has to become the next one, and
 * the other way round. `since` is the first version of the server that has what they need.
 */
export interface HardTopic {
  readonly since?: number;
  readonly variants: readonly string[];
}

const TRIGGER_FUNCTION =
  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'";

export const POSTGRES_HARD_TOPICS: Readonly<Record<string, HardTopic>> = {
  "children that need the checks of their parents": {
    variants: [
      "CREATE TABLE a (x int, y text); CREATE TABLE b (x int, y text, z int); INSERT INTO b VALUES (1, 'y', 2)",
      "CREATE TABLE a (x int NOT NULL, y text, CONSTRAINT positive CHECK (x > 0)); CREATE TABLE b (x int NOT NULL, y text, z int, CONSTRAINT positive CHECK (x > 0)); ALTER TABLE b INHERIT a",
      "CREATE TABLE a (x int NOT NULL, y text, CONSTRAINT positive CHECK (x > 0) NO INHERIT); CREATE TABLE b (x int NOT NULL, y text, z int) INHERITS (a)",
      "CREATE TABLE a (x int NOT NULL, CONSTRAINT positive CHECK (x > 1)); CREATE TABLE c (y text); CREATE TABLE b (x int NOT NULL, y text, z int) INHERITS (a, c)",
    ],
  },
  "children of children": {
    variants: [
      "CREATE TABLE a (x int); CREATE TABLE b (y int) INHERITS (a); CREATE TABLE c (z int) INHERITS (b); INSERT INTO c VALUES (1, 2, 3)",
      "CREATE TABLE a (x bigint DEFAULT 1, n text); CREATE TABLE b (y int DEFAULT 2) INHERITS (a); CREATE TABLE c (z int) INHERITS (b); ALTER TABLE c ALTER x SET DEFAULT 5",
      "CREATE TABLE a (x bigint DEFAULT 1, n text, CHECK (n <> '')); CREATE TABLE b (y int DEFAULT 2) INHERITS (a); CREATE TABLE c (z int) INHERITS (b); ALTER TABLE c ALTER x SET DEFAULT 6, ALTER z SET NOT NULL",
    ],
  },
  "columns that children declare, too": {
    variants: [
      "CREATE TABLE a (x int, y int DEFAULT 1); CREATE TABLE b (x int DEFAULT 3, y int, z int) INHERITS (a); CREATE VIEW v AS SELECT x FROM b; INSERT INTO b VALUES (1, 2, 3)",
      "CREATE TABLE a (x bigint DEFAULT 2, y int NOT NULL DEFAULT 1); CREATE TABLE b (x bigint DEFAULT 4, y int NOT NULL, z int) INHERITS (a); CREATE VIEW v AS SELECT x FROM b",
      "CREATE TABLE a (x bigint DEFAULT 2); CREATE TABLE b (x bigint DEFAULT 4, y int NOT NULL, z int) INHERITS (a); CREATE VIEW v AS SELECT x, y FROM b",
    ],
  },
  "partitions with keys, indexes and references": {
    variants: [
      "CREATE TABLE p (id int, k int, v text) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); CREATE INDEX own ON p1 (v); INSERT INTO p VALUES (1, 1, 'a'), (2, 2, 'b')",
      "CREATE TABLE p (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); CREATE INDEX pv ON p (v); CREATE TABLE r (id int, k int, FOREIGN KEY (id, k) REFERENCES p)",
      "CREATE TABLE p (id bigint, k int, v text DEFAULT 'x', up_id bigint, up_k int, PRIMARY KEY (id, k), UNIQUE (k, v), FOREIGN KEY (up_id, up_k) REFERENCES p) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p (CHECK (id > 0)) FOR VALUES IN (1, 3); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); CREATE UNIQUE INDEX own ON p2 (v)",
      "CREATE TABLE p (id bigint, k int NOT NULL, v text) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 3) PARTITION BY RANGE (id); CREATE TABLE p1a PARTITION OF p1 FOR VALUES FROM (0) TO (100); CREATE TABLE p2 PARTITION OF p DEFAULT; CREATE INDEX pv ON ONLY p (v)",
    ],
  },
  "triggers on partitions": {
    variants: [
      `${TRIGGER_FUNCTION}; CREATE TABLE p (id int, k int) PARTITION BY HASH (k); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE TRIGGER t AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()`,
      `${TRIGGER_FUNCTION}; CREATE TABLE p (id int, k int) PARTITION BY HASH (k); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE TRIGGER t AFTER INSERT OR UPDATE OF k ON p FOR EACH ROW WHEN (new.k > 1) EXECUTE FUNCTION f(); CREATE TRIGGER own BEFORE INSERT ON p1 FOR EACH ROW EXECUTE FUNCTION g()`,
      `${TRIGGER_FUNCTION}; CREATE TABLE p (id bigint, k int) PARTITION BY HASH (k); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE TRIGGER t AFTER INSERT ON p1 FOR EACH ROW EXECUTE FUNCTION f()`,
    ],
  },
  "triggers of every kind": {
    variants: [
      `${TRIGGER_FUNCTION}; CREATE TABLE t (a int, b int); CREATE TRIGGER one AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f(); CREATE CONSTRAINT TRIGGER two AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER three BEFORE TRUNCATE ON t EXECUTE FUNCTION f(); ALTER TABLE t ENABLE ALWAYS TRIGGER three; COMMENT ON TRIGGER one ON t IS 'one'`,
      `${TRIGGER_FUNCTION}; CREATE TABLE t (a bigint, b int); CREATE TRIGGER one AFTER DELETE ON t REFERENCING OLD TABLE AS o FOR EACH STATEMENT EXECUTE FUNCTION f('x', '1'); CREATE CONSTRAINT TRIGGER two AFTER INSERT OR UPDATE OF a ON t NOT DEFERRABLE FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION f(); CREATE TRIGGER three BEFORE UPDATE ON t FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION g(); ALTER TABLE t ENABLE REPLICA TRIGGER three`,
      `${TRIGGER_FUNCTION}; CREATE TABLE t (a bigint); CREATE TRIGGER three BEFORE UPDATE ON t FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION g(); ALTER TABLE t DISABLE TRIGGER three`,
    ],
  },
  "references with every action": {
    variants: [
      "CREATE TABLE p (a int, b int, UNIQUE (a, b)); CREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES p (a, b) MATCH FULL ON DELETE CASCADE ON UPDATE SET NULL); INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1, 2)",
      "CREATE TABLE p (a int, b int, UNIQUE (b, a)); CREATE TABLE c (x int, y int, FOREIGN KEY (y, x) REFERENCES p (b, a) ON DELETE SET DEFAULT ON UPDATE RESTRICT DEFERRABLE)",
      "CREATE TABLE p (a int PRIMARY KEY, b int); CREATE TABLE c (x int, y int); ALTER TABLE c ADD CONSTRAINT one FOREIGN KEY (x) REFERENCES p ON DELETE SET NULL, ADD CONSTRAINT two FOREIGN KEY (x) REFERENCES p, ADD CONSTRAINT three FOREIGN KEY (y) REFERENCES p NOT VALID",
      "CREATE TABLE c (a int PRIMARY KEY, b int); CREATE TABLE p (x int REFERENCES c, y int)",
    ],
  },
  "views with options and checks": {
    variants: [
      "CREATE TABLE t (a int, b text); CREATE VIEW v WITH (security_barrier) AS SELECT a, b FROM t WHERE a > 1 WITH LOCAL CHECK OPTION; CREATE VIEW w AS SELECT * FROM v; INSERT INTO t VALUES (2, 'x')",
      "CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1 WITH CASCADED CHECK OPTION; CREATE VIEW w WITH (security_barrier) AS SELECT b, a FROM v",
      "CREATE TABLE t (a bigint, b varchar(20)); CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT t.a, r.n, count(*) OVER (PARTITION BY t.b ORDER BY t.a) AS c FROM t JOIN r ON r.n = t.a; CREATE VIEW w AS SELECT a, sum(n) AS s FROM v GROUP BY a HAVING count(*) > 0",
      "CREATE TABLE t (a bigint, b varchar(20)); CREATE VIEW w AS SELECT x.a, y.b FROM t x LEFT JOIN LATERAL (SELECT b FROM t WHERE a = x.a LIMIT 1) y ON true; CREATE VIEW v AS TABLE w UNION ALL SELECT 1, 'x' EXCEPT SELECT 2, 'y'",
    ],
  },
  "materialized views on each other": {
    variants: [
      "CREATE TABLE t (a int, b int); CREATE MATERIALIZED VIEW m AS SELECT a, sum(b) AS s FROM t GROUP BY a WITH NO DATA; CREATE UNIQUE INDEX mi ON m (a); CREATE MATERIALIZED VIEW n AS SELECT count(*) AS c FROM m WITH NO DATA",
      "CREATE TABLE t (a bigint, b int); CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT a, sum(b) AS s FROM t GROUP BY a; CREATE UNIQUE INDEX mi ON m (a); CREATE INDEX ms ON m (s DESC); CREATE MATERIALIZED VIEW n AS SELECT max(s) AS c FROM m; CREATE STATISTICS st ON a, s FROM m",
      "CREATE TABLE t (a bigint, b int); CREATE MATERIALIZED VIEW n AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM n; COMMENT ON COLUMN m.a IS 'a'",
    ],
  },
  "rows of tables as types": {
    variants: [
      "CREATE TABLE a (x int, y text); CREATE TABLE b (one a, many a[]); CREATE FUNCTION f(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE VIEW v AS SELECT (one).x FROM b",
      "CREATE TABLE a (x int, y text, z date); CREATE TABLE b (one a, many a[]); CREATE FUNCTION f(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'; CREATE VIEW v AS SELECT (one).x, (one).z FROM b",
      "CREATE TABLE a (x int); CREATE TABLE b (many int[])",
    ],
  },
  "domains on domains": {
    variants: [
      "CREATE DOMAIN d AS text CHECK (VALUE <> ''); CREATE DOMAIN e AS d NOT NULL DEFAULT 'e'; CREATE TABLE t (a d, b e, c d[]); CREATE VIEW v AS SELECT a, b FROM t; INSERT INTO t VALUES ('a', 'b', '{c}')",
      "CREATE DOMAIN d AS text COLLATE \"C\" CONSTRAINT long CHECK (length(VALUE) < 100) CONSTRAINT full_ CHECK (VALUE <> ''); CREATE DOMAIN e AS d DEFAULT 'f' CHECK (VALUE <> 'x'); CREATE TABLE t (a d, b e, c d[]); CREATE VIEW v AS SELECT a, b FROM t",
      "CREATE DOMAIN d AS varchar(9); CREATE DOMAIN e AS int CHECK (VALUE > 0); CREATE TABLE t (a d, b e, c d[]); COMMENT ON DOMAIN d IS 'd'; COMMENT ON CONSTRAINT e_check ON DOMAIN e IS 'e'",
      "CREATE TYPE d AS (x int, y int); CREATE DOMAIN e AS d CHECK ((VALUE).x > 0); CREATE TABLE t (a d, b e)",
    ],
  },
  "functions of every kind": {
    variants: [
      "CREATE FUNCTION f(a int, OUT b int, OUT c text) LANGUAGE sql AS 'SELECT 1, ''x'''; CREATE FUNCTION g(VARIADIC a int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g(a text) RETURNS int LANGUAGE sql AS 'SELECT 2'; CREATE FUNCTION h() RETURNS TABLE (x int, y text) LANGUAGE sql ROWS 5 AS 'SELECT 1, ''y'''; CREATE PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := 2; END'; CREATE VIEW v AS SELECT b FROM f(1)",
      "CREATE FUNCTION f(a int, OUT b int, OUT c text, OUT d date) LANGUAGE sql AS 'SELECT 1, ''x'', current_date'; CREATE FUNCTION g(VARIADIC a int[] DEFAULT '{}') RETURNS int LANGUAGE sql STRICT PARALLEL SAFE COST 7 AS 'SELECT 1'; CREATE FUNCTION h() RETURNS TABLE (x bigint, y text) LANGUAGE sql LEAKPROOF AS 'SELECT 1, ''y'''; CREATE PROCEDURE p(INOUT a int, b text DEFAULT 'q') LANGUAGE plpgsql AS 'BEGIN a := 2; END'; CREATE VIEW v AS SELECT b, d FROM f(1)",
      "CREATE FUNCTION f(renamed int) RETURNS int LANGUAGE sql SET search_path TO pg_catalog, pg_temp SET work_mem TO '4MB' SECURITY DEFINER AS 'SELECT 1'; CREATE FUNCTION g(a anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[a]'; CREATE FUNCTION h() RETURNS SETOF int LANGUAGE plpgsql AS $b$ BEGIN RETURN QUERY SELECT 1; END $b$; CREATE FUNCTION p(a int) RETURNS int LANGUAGE sql IMMUTABLE RETURN a + 1; COMMENT ON FUNCTION f(int) IS 'f'",
    ],
  },
  "aggregates and who uses them": {
    variants: [
      "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0'); CREATE TABLE t (a int); CREATE VIEW v AS SELECT total(a) AS s FROM t",
      "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '5', PARALLEL = SAFE, COMBINEFUNC = int4pl); CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT total(a::int) AS s FROM t; COMMENT ON AGGREGATE total(int) IS 'sum'",
      "CREATE FUNCTION acc(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2'; CREATE AGGREGATE total(text) (SFUNC = acc, STYPE = text, INITCOND = ''); CREATE TABLE t (a text); CREATE VIEW v AS SELECT total(a ORDER BY a) AS s FROM t",
    ],
  },
  "sequences of every kind": {
    variants: [
      "CREATE SEQUENCE s AS smallint START 5 INCREMENT 2 MAXVALUE 99 CYCLE CACHE 3; CREATE TABLE t (a int DEFAULT nextval('s')); SELECT nextval('s')",
      "CREATE SEQUENCE s AS bigint INCREMENT -1 MINVALUE -10 MAXVALUE 20 START 10; CREATE TABLE t (a int DEFAULT nextval('s'), b int DEFAULT nextval('s'::regclass) + 1); ALTER SEQUENCE s OWNED BY t.a; GRANT USAGE ON SEQUENCE s TO PUBLIC",
      "CREATE TABLE t (a int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME s START 7 MAXVALUE 50), b smallint GENERATED ALWAYS AS IDENTITY)",
      "CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 3 CACHE 9), b int)",
    ],
  },
  "identity of another type": {
    variants: [
      "CREATE TABLE t (a smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text); CREATE TABLE c (t smallint REFERENCES t); INSERT INTO t (b) VALUES ('x'), ('y'); INSERT INTO c VALUES (1)",
      "CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text); CREATE TABLE c (t bigint REFERENCES t)",
      "CREATE TABLE t (a uuid DEFAULT gen_random_uuid() PRIMARY KEY, b text); CREATE TABLE c (t uuid REFERENCES t)",
    ],
  },
  "computed columns on computed types": {
    variants: [
      "CREATE TYPE e AS ENUM ('a', 'b'); CREATE FUNCTION low(e) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1::text)'; CREATE TABLE t (x e, y text GENERATED ALWAYS AS (low(x)) STORED, n int, m int GENERATED ALWAYS AS (n * 2) STORED); CREATE UNIQUE INDEX i ON t (m) WHERE m > 0; CREATE VIEW v AS SELECT y, m FROM t; INSERT INTO t (x, n) VALUES ('b', 1)",
      "CREATE TYPE e AS ENUM ('b', 'c'); CREATE FUNCTION low(e) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1::text)'; CREATE TABLE t (x e, y text GENERATED ALWAYS AS (low(x)) STORED, n bigint, m numeric GENERATED ALWAYS AS (n * 2.5) STORED); CREATE UNIQUE INDEX i ON t (m) WHERE m > 1; CREATE VIEW v AS SELECT m, y FROM t",
      "CREATE TABLE t (x text, y text, n bigint GENERATED ALWAYS AS (length(x)) STORED, m int, CHECK (n > 0)); CREATE VIEW v AS SELECT n AS y FROM t",
    ],
  },
  "defaults of every kind": {
    variants: [
      `CREATE TABLE t (a timestamptz DEFAULT now(), b text DEFAULT E'it''s \\\\ \\n', c int[] DEFAULT '{1,2}', d jsonb DEFAULT '{"a": [1]}', e date DEFAULT CURRENT_DATE, f numeric(9,2) DEFAULT 1.50, g text DEFAULT CURRENT_USER, h interval DEFAULT '1 day', i uuid DEFAULT gen_random_uuid(), j bit(3) DEFAULT B'101'); INSERT INTO t DEFAULT VALUES`,
      `CREATE TABLE t (a timestamptz DEFAULT (now() - '1 day'::interval), b text DEFAULT lower('X'::text), c bigint[] DEFAULT ARRAY[1, 2, 3], d json DEFAULT '{"b": 2}', e date DEFAULT '2020-01-01', f numeric(11,3) DEFAULT round(1.5), g name DEFAULT CURRENT_USER, h interval(3) DEFAULT '1 mon'::interval, i text DEFAULT gen_random_uuid()::text, j varbit DEFAULT B'1')`,
      "CREATE TABLE t (a timestamptz, b text, c int[], d jsonb, e date, f numeric, g text, h interval, i uuid, j bit(3))",
    ],
  },
  "widths and precisions": {
    variants: [
      "CREATE TABLE t (a varchar(5), b char(4), c numeric(5,2), d timestamp(3), e time(0), f interval hour to minute, g bit(4), h varbit(5), i varchar(5)[], j float4); CREATE INDEX i ON t (a, c); CREATE VIEW v AS SELECT a, b, c, d, i FROM t; INSERT INTO t VALUES ('a', 'b', 1.5, '2020-01-01', '10:00', '1:00', B'1010', B'1', '{x}', 1.5)",
      "CREATE TABLE t (a varchar(50), b char(8), c numeric(8,2), d timestamp(6), e time(6), f interval, g bit(4), h varbit(50), i varchar(50)[], j float8); CREATE INDEX i ON t (a, c); CREATE VIEW v AS SELECT a, b, c, d, i FROM t",
      "CREATE TABLE t (a text, b text, c numeric, d timestamptz, e timetz, f text, g varbit, h bit(50), i text[], j numeric); CREATE INDEX i ON t (a, c); CREATE VIEW v AS SELECT a, b, c, d, i FROM t",
    ],
  },
  "rules of every kind": {
    variants: [
      "CREATE TABLE t (a int, b int); CREATE TABLE log (a int); CREATE RULE one AS ON UPDATE TO t WHERE old.a <> new.a DO ALSO INSERT INTO log VALUES (new.a); CREATE RULE two AS ON DELETE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE two",
      "CREATE TABLE t (a bigint, b int); CREATE TABLE log (a int); CREATE RULE one AS ON UPDATE TO t WHERE old.b <> new.b DO ALSO (INSERT INTO log VALUES (new.b); DELETE FROM log WHERE a < 0); CREATE RULE two AS ON DELETE TO t DO INSTEAD UPDATE t SET b = 0 WHERE a = old.a; COMMENT ON RULE one ON t IS 'one'",
      "CREATE TABLE t (a bigint, b int); CREATE TABLE log (a int)",
    ],
  },
  "policies of every kind": {
    variants: [
      "CREATE TABLE t (a int, owner name); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON t USING (owner = CURRENT_USER); CREATE POLICY two ON t FOR INSERT WITH CHECK (a > 0)",
      "CREATE FUNCTION mine(name) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT $1 = current_user'; CREATE TABLE t (a bigint, owner name); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY one ON t AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (mine(owner)) WITH CHECK (a > 0 AND mine(owner)); CREATE POLICY two ON t FOR SELECT USING (true); COMMENT ON POLICY two ON t IS 'two'",
      "CREATE TABLE t (a bigint, owner name); CREATE POLICY two ON t FOR DELETE USING (EXISTS (SELECT 1 FROM t x WHERE x.a = t.a))",
    ],
  },
  "comments on everything": {
    variants: [
      "CREATE TABLE t (a int CONSTRAINT pk PRIMARY KEY, b int CONSTRAINT pos CHECK (b > 0)); CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT a FROM t; CREATE STATISTICS s ON a, b FROM t; CREATE SEQUENCE q; CREATE TYPE e AS ENUM ('x'); COMMENT ON CONSTRAINT pk ON t IS 'pk'; COMMENT ON INDEX i IS 'i'; COMMENT ON VIEW v IS 'v'; COMMENT ON STATISTICS s IS 's'; COMMENT ON SEQUENCE q IS 'q'; COMMENT ON COLUMN v.a IS 'va'",
      "CREATE TABLE t (a bigint CONSTRAINT pk PRIMARY KEY, b bigint CONSTRAINT pos CHECK (b > 0)); CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT a FROM t; CREATE STATISTICS s ON a, b FROM t; CREATE SEQUENCE q; CREATE TYPE e AS ENUM ('x', 'y'); COMMENT ON CONSTRAINT pk ON t IS 'other'; COMMENT ON CONSTRAINT pos ON t IS 'pos'; COMMENT ON INDEX i IS 'i'; COMMENT ON VIEW v IS 'v'; COMMENT ON STATISTICS s IS 's'; COMMENT ON TYPE e IS 'e'; COMMENT ON COLUMN v.a IS 'va'",
    ],
  },
  "privileges that may be passed on": {
    variants: [
      "CREATE TABLE t (a int, b int); GRANT SELECT, UPDATE ON t TO pg_monitor WITH GRANT OPTION; GRANT INSERT (a) ON t TO pg_monitor; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f TO pg_monitor; CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO pg_monitor",
      "CREATE TABLE t (a bigint, b int); GRANT SELECT ON t TO pg_monitor; GRANT UPDATE ON t TO pg_monitor WITH GRANT OPTION; GRANT SELECT (b) ON t TO pg_read_all_data; CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f TO pg_monitor WITH GRANT OPTION; CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO pg_monitor, pg_read_all_data",
      "CREATE TABLE t (a bigint, b int); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f FROM PUBLIC",
    ],
  },
  "tables that exchange their columns": {
    variants: [
      "CREATE TABLE a (id int PRIMARY KEY, x text, n int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a, y text); INSERT INTO a VALUES (1, 'x', 2); INSERT INTO b VALUES (1, 1, 'y')",
      "CREATE TABLE a (id int PRIMARY KEY, b int, y text); CREATE TABLE b (id int PRIMARY KEY, x text, n int); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
    ],
  },
  "words that are taken": {
    variants: [
      `CREATE TABLE "user" ("order" int PRIMARY KEY, "group" text, "table" date, "date" timestamp, "text" text DEFAULT 'text'); CREATE TABLE "select" ("from" int REFERENCES "user", CHECK ("from" > 0)); CREATE VIEW "view" AS SELECT "order", "text" FROM "user"; INSERT INTO "user" VALUES (1, 'g', '2020-01-01', '2020-01-01')`,
      `CREATE TABLE "user" ("order" bigint PRIMARY KEY, "group" varchar(30), "date" date, "text" varchar(30) DEFAULT 'x', "check" int CHECK ("check" > 0)); CREATE TABLE "select" ("from" bigint REFERENCES "user" ON DELETE CASCADE); CREATE VIEW "view" AS SELECT "text", "order" FROM "user" WHERE "group" <> 'date'::text; CREATE INDEX "index" ON "user" ("group", "text")`,
    ],
  },
  "typed tables": {
    variants: [
      "CREATE TYPE ty AS (a int, b text); CREATE TABLE t OF ty (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'x'); INSERT INTO t VALUES (1, 'y')",
      "CREATE TYPE ty AS (a int, b text, c date); CREATE TABLE t OF ty (PRIMARY KEY (a), b WITH OPTIONS NOT NULL); CREATE TABLE u OF ty",
      "CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL)",
    ],
  },
  "keys that overlap": {
    variants: [
      "CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a, b), UNIQUE (b, c)); CREATE UNIQUE INDEX i ON t (a) WHERE c IS NULL; INSERT INTO t VALUES (1, 2, 3)",
      "CREATE TABLE t (a int, b int, c int, PRIMARY KEY (b, a), UNIQUE (c, b) INCLUDE (a)); CREATE UNIQUE INDEX i ON t (a, (b + c))",
      "CREATE TABLE t (a int, b int, c int UNIQUE DEFERRABLE INITIALLY DEFERRED); CREATE UNIQUE INDEX i ON t (a NULLS FIRST, b DESC)",
    ],
  },
  "what came with 15": {
    since: 15,
    variants: [
      "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (x int, y int, z int, UNIQUE (z), FOREIGN KEY (x, y) REFERENCES p ON DELETE SET NULL (y)); CREATE UNLOGGED SEQUENCE s; CREATE VIEW v WITH (security_invoker) AS SELECT x FROM t",
      "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (x int, y int, z int, UNIQUE NULLS NOT DISTINCT (z), FOREIGN KEY (x, y) REFERENCES p ON DELETE SET DEFAULT (x)); CREATE SEQUENCE s; CREATE VIEW v AS SELECT x FROM t; CREATE UNIQUE INDEX i ON t (y) NULLS NOT DISTINCT",
      "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (x int, y int, z int, FOREIGN KEY (x, y) REFERENCES p ON DELETE SET NULL); CREATE UNIQUE INDEX i ON t (y)",
    ],
  },
  "what came with 18": {
    since: 18,
    variants: [
      "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, c int CONSTRAINT named NOT NULL, d int REFERENCES p NOT ENFORCED); INSERT INTO t (a, c) VALUES (1, 2)",
      "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a * 3) VIRTUAL, c int NOT NULL, d int REFERENCES p, CHECK (a > 0) NOT ENFORCED)",
      "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a * 3) STORED, c int, d int, CHECK (a > 0))",
    ],
  },
  "names of what is required": {
    since: 18,
    variants: [
      "CREATE TABLE a (x int CONSTRAINT one NOT NULL NO INHERIT, y int NOT NULL); CREATE TABLE b (y int NOT NULL, z int) INHERITS (a); CREATE TABLE p (k int NOT NULL, v text) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p (v CONSTRAINT said NOT NULL) FOR VALUES IN (1)",
      "CREATE TABLE a (x int CONSTRAINT one NOT NULL); CREATE TABLE b (y int, z int NOT NULL) INHERITS (a); CREATE TABLE p (k int NOT NULL, v text) PARTITION BY LIST (k); CREATE TABLE p1 (k int NOT NULL, v text)",
      "CREATE TABLE a (x int); ALTER TABLE a ADD CONSTRAINT one NOT NULL x NOT VALID; CREATE TABLE p (k int NOT NULL, v text) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); ALTER TABLE p1 ADD CONSTRAINT later NOT NULL v NOT VALID",
    ],
  },
  "keys over time": {
    since: 18,
    variants: [
      "CREATE TABLE p (id int4range, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS)); CREATE TABLE t (p int4range, at daterange, FOREIGN KEY (p, PERIOD at) REFERENCES p (id, PERIOD at))",
      "CREATE TABLE p (id int4range, at daterange, UNIQUE (id, at WITHOUT OVERLAPS)); CREATE TABLE t (p int4range, at daterange)",
      "CREATE TABLE p (id int4range, at daterange); CREATE TABLE t (p int4range, at daterange)",
    ],
  },
};
