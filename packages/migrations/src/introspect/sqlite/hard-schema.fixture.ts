/** What SQLite lets people write: every kind of quotes, clause and table, with comments wherever one may stand. */
export const HARD_STATEMENTS: readonly string[] = [
  `CREATE TABLE /* why */ "quoted ""twice""" ( -- a comment, with a comma
    [in brackets] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, /* in ( parentheses */
    \`back\`\`ticks\` VARCHAR ( 40 ) COLLATE NOCASE DEFAULT ('a' || 'b'),
    'single' TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'it''s -- no comment',
    "select" DECIMAL(10,2) DEFAULT -1.5e3 CHECK ("select" < 10 OR [in brackets] > 0),
    "from" BLOB DEFAULT x'00ff', "Größe" DOUBLE PRECISION DEFAULT +2, "😀" UNSIGNED BIG INT DEFAULT CURRENT_TIMESTAMP,
    untyped, "null" NULL, hex INT DEFAULT 0x1F, truth BOOLEAN DEFAULT TRUE,
    UNIQUE ("Größe" COLLATE BINARY, "select" DESC) ON CONFLICT ROLLBACK,
    CONSTRAINT "named ""check""" CHECK (length(\`back\`\`ticks\`) > 1 AND "😀" NOT IN ('CHECK (', 'a,b')))`,
  `CREATE TABLE strict_one (id INT NOT NULL, a TEXT, b REAL, c BLOB, d ANY, PRIMARY KEY (id DESC, a)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS computed (a INTEGER, b INTEGER AS (a * 2), c TEXT GENERATED ALWAYS AS (a || '-' || b) STORED NOT NULL,
    d GENERATED ALWAYS AS (length(c)) VIRTUAL UNIQUE, CHECK (c <> ''))`,
  `CREATE TABLE parents (x INTEGER, y TEXT COLLATE NOCASE, PRIMARY KEY (x, y) ON CONFLICT FAIL, UNIQUE (y, x))`,
  `CREATE TABLE children (id INTEGER PRIMARY KEY, x INTEGER, y TEXT, up INTEGER REFERENCES children (id) ON DELETE SET NULL ON UPDATE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
    other REFERENCES "quoted ""twice""" NOT DEFERRABLE INITIALLY IMMEDIATE, later REFERENCES other_way(b) MATCH FULL ON DELETE RESTRICT,
    CONSTRAINT both FOREIGN KEY (x, y) REFERENCES parents ON DELETE CASCADE ON UPDATE NO ACTION DEFERRABLE)`,
  `CREATE TABLE one_way (a REFERENCES other_way (b))`,
  `CREATE TABLE other_way (b INTEGER UNIQUE REFERENCES one_way (a))`,
  `CREATE UNIQUE INDEX "an index" ON "quoted ""twice""" ("Größe" DESC, lower(\`back\`\`ticks\`) COLLATE NOCASE, "select" + 1) WHERE "from" IS NOT NULL AND 'single' <> ')'`,
  `CREATE INDEX partly ON children (x) WHERE x > 0 /* the rest is (nothing */`,
  `CREATE INDEX over_computed ON computed (b, c)`,
  `CREATE VIEW named (n, "o p") AS SELECT x, upper(y) FROM parents WHERE y <> ';'`,
  `CREATE VIEW over_view AS WITH RECURSIVE steps (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps WHERE n < 5)
    SELECT steps.n, "o p", row_number() OVER (PARTITION BY named.n ORDER BY "o p" DESC) AS place FROM steps JOIN named ON named.n = steps.n`,
  `CREATE TRIGGER "a trigger" BEFORE UPDATE OF x, y ON children FOR EACH ROW WHEN new.x IS NOT old.x BEGIN
    SELECT CASE WHEN new.x < 0 THEN RAISE(ABORT, 'no; not; that') END; UPDATE parents SET y = new.y WHERE x = old.x; END`,
  `CREATE TRIGGER through INSTEAD OF INSERT ON named BEGIN INSERT INTO parents VALUES (new.n, new."o p") ON CONFLICT DO NOTHING; DELETE FROM children WHERE x = new.n; END`,
  `CREATE VIRTUAL TABLE words USING fts5(title, body UNINDEXED, tokenize = 'porter unicode61', prefix='2 3')`,
  `CREATE VIRTUAL TABLE boxes USING rtree(id, min_x, max_x, +label TEXT)`,
  `CREATE VIRTUAL TABLE old_words USING fts4(title, tokenize=porter, matchinfo="fts3", order=desc)`,
  `CREATE TRIGGER fills AFTER INSERT ON parents BEGIN INSERT INTO words (title, body) VALUES (new.y, new.x); END`,
];

/** The same things with something else in each. */
export const OTHER_STATEMENTS: readonly string[] = [
  `CREATE TABLE "quoted ""twice""" ("in brackets" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "back\`ticks" VARCHAR(80) COLLATE RTRIM DEFAULT (upper('a')),
    single TEXT NOT NULL DEFAULT 'x', "select" DECIMAL(10,2), "from" BLOB, "Größe" REAL, "😀" INT, untyped TEXT, hex INT DEFAULT 31, truth BOOLEAN DEFAULT FALSE,
    UNIQUE ("Größe", "select") ON CONFLICT IGNORE)`,
  `CREATE TABLE strict_one (id INT NOT NULL, a TEXT NOT NULL, b REAL DEFAULT 1.5, c BLOB, d ANY, e INTEGER, PRIMARY KEY (id, a)) STRICT`,
  `CREATE TABLE computed (a INTEGER, b INTEGER AS (a * 3) STORED, c TEXT GENERATED ALWAYS AS (a || '+' || b) VIRTUAL)`,
  `CREATE TABLE parents (x INTEGER PRIMARY KEY, y TEXT COLLATE NOCASE, UNIQUE (x, y))`,
  `CREATE TABLE children (id INTEGER PRIMARY KEY, x INTEGER CHECK (x <> 7), y TEXT DEFAULT (date('now')), up INTEGER REFERENCES children DEFERRABLE INITIALLY DEFERRED,
    other REFERENCES "quoted ""twice""" ON DELETE CASCADE, FOREIGN KEY (x, y) REFERENCES parents (x, y) ON UPDATE CASCADE)`,
  `CREATE TABLE one_way (a PRIMARY KEY) WITHOUT ROWID`,
  `CREATE INDEX "an index" ON "quoted ""twice""" ("Größe")`,
  `CREATE UNIQUE INDEX partly ON children (x, y DESC)`,
  `CREATE VIEW named AS SELECT x AS n, y AS "o p" FROM parents`,
  `CREATE VIEW over_view AS SELECT * FROM named UNION SELECT id, y FROM children`,
  `CREATE TRIGGER "a trigger" AFTER DELETE ON children BEGIN DELETE FROM parents WHERE x = old.x; END`,
  `CREATE TRIGGER through INSTEAD OF UPDATE OF n ON named BEGIN UPDATE parents SET x = new.n WHERE x = old.n; END`,
  `CREATE VIRTUAL TABLE words USING fts5(title, body)`,
  `CREATE VIRTUAL TABLE boxes USING rtree_i32(id, min_x, max_x, min_y, max_y)`,
];
