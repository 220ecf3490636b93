/**
 * Pairs about tables that hang together, and about what outlives them: each variant has to become the next one, and the
 * other way round.
 */
export const POSTGRES_RELATIVES_TOPICS: Readonly<Record<string, readonly string[]>> = {
  "bounds that move": [
    "CREATE TABLE p (id int, v text) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)",
    "CREATE TABLE p (id int, v text) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (15); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (17) TO (30); CREATE TABLE p0 PARTITION OF p FOR VALUES FROM (15) TO (17)",
    "CREATE TABLE q (id int, v text) PARTITION BY RANGE (id); CREATE TABLE p (id int, v text) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF q FOR VALUES FROM (0) TO (15); CREATE TABLE p2 PARTITION OF q FOR VALUES FROM (15) TO (30)",
  ],
  "partitions that leave while their table changes": [
    "CREATE TABLE p (id int NOT NULL, day date NOT NULL, n int) PARTITION BY RANGE (day); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01'); CREATE INDEX i ON p (n); INSERT INTO p VALUES (1, '2020-05-05', 3), (2, '2021-05-05', 4)",
    "CREATE TABLE p (id bigint NOT NULL, day date NOT NULL, more text) PARTITION BY RANGE (day); CREATE TABLE p1 (id int NOT NULL, day date NOT NULL, n int); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')",
  ],
  "tables that have partitions no more": [
    "CREATE TABLE r (k int, v int, UNIQUE (k, v)) PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1); CREATE TABLE p (k int, v int, UNIQUE (k, v), FOREIGN KEY (k, v) REFERENCES r (k, v)) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
    "CREATE TABLE r (k int, v int, UNIQUE (k, v)); CREATE TABLE r1 (k int, v int); CREATE TABLE p (k int, v int, UNIQUE (k, v), FOREIGN KEY (k, v) REFERENCES r (k, v)); CREATE TABLE p1 (k int, v int, UNIQUE (k, v))",
  ],
  "keys of partitions that serve an index of the whole": [
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); INSERT INTO p VALUES (1, 1), (1, 2)",
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p (PRIMARY KEY (k, v)) FOR VALUES IN (1); CREATE UNIQUE INDEX whole ON p (k, v)",
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE UNIQUE INDEX whole ON p (k, v); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p (UNIQUE (k, v)) FOR VALUES IN (2); CREATE UNIQUE INDEX whole ON p (k, v)",
  ],
  "indexes of partitions beside those of the whole": [
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 (k int, v int); CREATE INDEX own ON p1 (v); CREATE INDEX whole ON p (v)",
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE INDEX own ON p1 (v)",
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE INDEX whole ON p (v); CREATE INDEX own ON p1 (v)",
    "CREATE TABLE p (k int, v int) PARTITION BY LIST (k); CREATE TABLE p1 (k int, v int); CREATE INDEX own ON p1 (v); CREATE INDEX whole ON p (v)",
  ],
  "partitions that refer to each other and go": [
    "CREATE TABLE p (k int, v int, PRIMARY KEY (k, v)) PARTITION BY LIST (k); CREATE TABLE q (k int, v int, PRIMARY KEY (k, v)) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1); ALTER TABLE p1 ADD FOREIGN KEY (k, v) REFERENCES q1; ALTER TABLE q1 ADD FOREIGN KEY (k, v) REFERENCES p1",
    "CREATE TABLE p (k int, v int, PRIMARY KEY (k, v)) PARTITION BY LIST (k); CREATE TABLE q (k int, v int, PRIMARY KEY (k, v)) PARTITION BY LIST (k)",
    "SELECT 1",
  ],
  "keys that a table is partitioned by": [
    "CREATE TABLE p (id int NOT NULL, v text) PARTITION BY HASH (id); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE VIEW w AS SELECT id FROM p",
    'CREATE TABLE p (id bigint NOT NULL, v text) PARTITION BY HASH (id); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE VIEW w AS SELECT id FROM p; CREATE TABLE l (at date, "A b" text) PARTITION BY LIST (lower("A b")); CREATE TABLE l1 PARTITION OF l DEFAULT',
    'CREATE TABLE p (id bigint NOT NULL, v varchar(9)) PARTITION BY HASH (id); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE TABLE l (at timestamp, "A b" varchar(20)) PARTITION BY LIST (lower("A b")); CREATE TABLE l1 PARTITION OF l DEFAULT',
  ],
  "children that keep what their parent drops": [
    "CREATE TABLE a (x int NOT NULL, y int); CREATE TABLE b (x int NOT NULL) INHERITS (a); CREATE TABLE c () INHERITS (a); INSERT INTO b VALUES (1, 2); INSERT INTO c VALUES (3, 4)",
    "CREATE TABLE a (y int); CREATE TABLE b (x int) INHERITS (a); CREATE TABLE c () INHERITS (a)",
  ],
  "children that change their parent": [
    "CREATE TABLE a (id int NOT NULL, u text); CREATE TABLE b (v int) INHERITS (a); INSERT INTO b VALUES (1, 'u', 2)",
    "CREATE TABLE other (id int NOT NULL, u text); CREATE TABLE b (v int) INHERITS (other)",
    "CREATE TABLE a (w int); CREATE TABLE other (id int NOT NULL, u text); CREATE TABLE b (v int) INHERITS (other)",
  ],
  "tables that refer to each other and stop to survive a crash": [
    "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES (1, 1)",
    "CREATE UNLOGGED TABLE a (id int PRIMARY KEY, b int); CREATE UNLOGGED TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
  ],
  "counters outside of their new bounds": [
    "CREATE SEQUENCE s MINVALUE 1 MAXVALUE 50; CREATE SEQUENCE called MINVALUE 1 MAXVALUE 50; SELECT nextval('called'); CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (MINVALUE 1 MAXVALUE 50)); INSERT INTO t DEFAULT VALUES",
    "CREATE SEQUENCE s MINVALUE 100 MAXVALUE 200; CREATE SEQUENCE called MINVALUE 1 MAXVALUE 20; CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 100 MAXVALUE 5000000000 CYCLE))",
    "CREATE SEQUENCE s INCREMENT -1 MINVALUE -9 MAXVALUE -1; CREATE SEQUENCE called AS smallint; CREATE TABLE t (id smallint GENERATED BY DEFAULT AS IDENTITY)",
  ],
  "counters that go to another table": [
    "CREATE TABLE old (id serial, n int, CONSTRAINT kept PRIMARY KEY (id)); CREATE INDEX on_n ON old (n)",
    "CREATE TABLE old_one (id int NOT NULL, n text, CONSTRAINT kept PRIMARY KEY (id)); CREATE INDEX on_n ON old_one (n); CREATE SEQUENCE old_id_seq AS int OWNED BY old_one.id; ALTER TABLE old_one ALTER id SET DEFAULT nextval('old_id_seq')",
  ],
  "functions that run while something is made": [
    "CREATE TABLE t (code text); INSERT INTO t VALUES ('ok')",
    "CREATE TABLE t (code text); CREATE VIEW known AS SELECT 'ok'::text AS code; CREATE FUNCTION z_known() RETURNS SETOF known LANGUAGE plpgsql SET search_path FROM CURRENT AS 'BEGIN RETURN QUERY SELECT * FROM known; END'; CREATE FUNCTION is_known(c text) RETURNS boolean LANGUAGE plpgsql SET search_path FROM CURRENT AS 'BEGIN RETURN EXISTS (SELECT FROM z_known() k WHERE k.code = c); END'; ALTER TABLE t ADD CONSTRAINT checked CHECK (is_known(code)); CREATE MATERIALIZED VIEW a_kept AS SELECT is_known('ok') AS k",
  ],
  "columns that come with a type": [
    "CREATE TYPE kind AS (a int, b text); CREATE TABLE t OF kind (a DEFAULT 1, b NOT NULL)",
    "CREATE TYPE kind AS (a int, c text, d int); CREATE TABLE t OF kind (a DEFAULT 1, c NOT NULL, d DEFAULT 3)",
  ],
};
