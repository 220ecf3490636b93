/** Schemas by what they are about; every variant has to become the next one, and the other way round. */
export const SQLITE_TOPICS: Readonly<Record<string, readonly string[]>> = {
  "every kind of table": [
    "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT); INSERT INTO t VALUES (7, 'x'); DELETE FROM t; INSERT INTO t (b) VALUES ('y')",
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT",
    "CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (a)) WITHOUT ROWID",
    "CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b TEXT)",
    "CREATE TABLE t (a INT PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID",
    "CREATE TABLE t (a, b)",
    "CREATE TABLE t (b, z, a)",
  ],
  "rows without a key": [
    "CREATE TABLE t (a TEXT, b INTEGER); INSERT INTO t VALUES ('a', 1), ('a', 2), ('', NULL); DELETE FROM t WHERE rowid = 1",
    "CREATE TABLE t (a TEXT NOT NULL DEFAULT '' CHECK (length(a) < 9), b INTEGER UNIQUE)",
    'CREATE TABLE t (a TEXT, rowid INTEGER, "oid" TEXT)',
  ],
  "computed columns": [
    "CREATE TABLE t (a INTEGER, b TEXT GENERATED ALWAYS AS (a || 'x') STORED, c INT AS (a * 2)); CREATE INDEX i ON t (b, c); CREATE VIEW v AS SELECT b FROM t; INSERT INTO t (a) VALUES (1)",
    "CREATE TABLE t (a INTEGER, b TEXT, c INT AS (a * 3) STORED); CREATE INDEX i ON t (b, c); CREATE VIEW v AS SELECT b FROM t",
    "CREATE TABLE t (a TEXT, b TEXT GENERATED ALWAYS AS (a || 'y') VIRTUAL); CREATE VIEW v AS SELECT b FROM t",
  ],
  "references in circles": [
    "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b ON DELETE CASCADE, self REFERENCES a); CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a ON DELETE CASCADE); INSERT INTO a VALUES (1, NULL, 1); INSERT INTO b VALUES (1, 1); UPDATE a SET b = 1",
    "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b ON DELETE SET NULL, self REFERENCES a DEFERRABLE INITIALLY DEFERRED); CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a, n TEXT DEFAULT 'n')",
    "CREATE TABLE a (id INTEGER PRIMARY KEY)",
    "SELECT 1",
  ],
  "triggers on each other's tables": [
    "CREATE TABLE a (x); CREATE TABLE b (y); CREATE TRIGGER ta AFTER INSERT ON a BEGIN INSERT INTO b VALUES (new.x); END; CREATE TRIGGER tb AFTER INSERT ON b BEGIN DELETE FROM a WHERE x = new.y; END; INSERT INTO b VALUES (1)",
    "CREATE TABLE a (x TEXT); CREATE TABLE b (y INTEGER, z); CREATE TRIGGER ta BEFORE UPDATE OF x ON a BEGIN INSERT INTO b (y) VALUES (new.x); END; CREATE TRIGGER tb AFTER INSERT ON b BEGIN DELETE FROM a WHERE x = new.y; END",
    "SELECT 1",
  ],
  "views on views": [
    "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w (n) AS SELECT a FROM v; CREATE TRIGGER i INSTEAD OF INSERT ON w BEGIN INSERT INTO t VALUES (new.n, 1); END",
    "CREATE TABLE t (a, c); CREATE VIEW v AS SELECT a, c AS b FROM t; CREATE VIEW w (n, m) AS SELECT a, b FROM v; CREATE TRIGGER i INSTEAD OF INSERT ON w BEGIN INSERT INTO t VALUES (new.n, new.m); END",
    "CREATE TABLE v (a); CREATE VIEW t AS SELECT a FROM v; CREATE TABLE w (n)",
  ],
  "a view of nothing": [
    "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT x FROM missing; INSERT INTO t VALUES (1, 2)",
    "CREATE TABLE t (a); CREATE VIEW v AS SELECT x FROM missing",
    "CREATE TABLE t (a TEXT DEFAULT 'x', c); CREATE VIEW v AS WITH c (q) AS (SELECT a FROM t) SELECT * FROM c JOIN json_each('[]')",
  ],
  "full text": [
    "CREATE VIRTUAL TABLE f USING fts5(a, b); INSERT INTO f VALUES ('x', 'y'); CREATE TABLE t (a)",
    "CREATE VIRTUAL TABLE f USING fts5(a, b, tokenize = 'porter'); CREATE TABLE t (a TEXT)",
    "CREATE TABLE f (a, b)",
  ],
  "collations and conflicts": [
    "CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE DEFAULT 'x', CONSTRAINT c CHECK (a <> b)); INSERT INTO t VALUES ('a', 'b')",
    "CREATE TABLE t (a TEXT UNIQUE, b TEXT COLLATE RTRIM NOT NULL DEFAULT 'y', CONSTRAINT c CHECK (a <> b) CHECK (b <> 'q'))",
    "CREATE TABLE t (a TEXT, b TEXT, CONSTRAINT d UNIQUE (a, b COLLATE NOCASE)); CREATE INDEX i ON t (a COLLATE NOCASE, lower(b) DESC) WHERE b IS NOT NULL",
  ],
  "names that need quotes": [
    `CREATE TABLE "select ""x""" ("a b" TEXT DEFAULT 'it''s', [group] INTEGER); CREATE INDEX "in dex" ON "select ""x""" ("a b"); INSERT INTO "select ""x""" VALUES ('x', 1)`,
    `CREATE TABLE "select ""x""" ("a b" BLOB DEFAULT x'00', "größe" CHECK ("größe" <> '"')); CREATE VIEW "v w" AS SELECT "a b" FROM "select ""x"""`,
  ],
  "every kind of default": [
    "CREATE TABLE t (a DEFAULT 1, b DEFAULT 'x', c DEFAULT NULL, d DEFAULT CURRENT_TIMESTAMP, e DEFAULT (1 + 2)); INSERT INTO t DEFAULT VALUES",
    "CREATE TABLE t (a DEFAULT -1.5e3, b DEFAULT x'ff', c DEFAULT TRUE, d DEFAULT CURRENT_DATE, e DEFAULT (lower('X')), f DEFAULT 'new', g DEFAULT (random()))",
  ],
  "a column that tables around refer to": [
    "CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, old TEXT); CREATE TABLE c (p TEXT REFERENCES p (code) ON DELETE CASCADE ON UPDATE CASCADE); CREATE TRIGGER g AFTER DELETE ON c BEGIN UPDATE p SET old = 'x' WHERE code = old.p; END; INSERT INTO p VALUES (1, 'a', 'o'), (2, 'b', 'o'); INSERT INTO c VALUES ('a'), ('b'), ('a')",
    "CREATE TABLE p (id INTEGER PRIMARY KEY, code VARCHAR(20) UNIQUE); CREATE TABLE c (p TEXT REFERENCES p (code) ON DELETE CASCADE ON UPDATE CASCADE)",
    "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, extra, UNIQUE (code)); CREATE TABLE c (p TEXT, FOREIGN KEY (p) REFERENCES p (code))",
  ],
};
