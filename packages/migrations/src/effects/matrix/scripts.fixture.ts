/** Statements that count on one another. */
export const scripts: readonly (readonly string[])[] = [
  [
    "ALTER TABLE t ADD CONSTRAINT x CHECK (b IS NOT NULL) NOT VALID",
    "ALTER TABLE t VALIDATE CONSTRAINT x",
    "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
    "ALTER TABLE t DROP CONSTRAINT x",
  ],
  [
    "CREATE TABLE x (id integer PRIMARY KEY, parent integer REFERENCES parents)",
    "CREATE INDEX x_parent ON x (parent)",
    "ALTER TABLE x ADD COLUMN more integer DEFAULT random()",
    "ALTER TABLE x ADD FOREIGN KEY (more) REFERENCES singles NOT VALID",
    "DROP TABLE x",
  ],
  [
    "ALTER TABLE plain_table ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES parents NOT VALID",
    "ALTER TABLE plain_table VALIDATE CONSTRAINT x",
  ],
  [
    "ALTER TABLE lone ADD COLUMN x varchar(10)",
    "ALTER TABLE lone ALTER COLUMN x TYPE varchar(20)",
    "ALTER TABLE lone ALTER COLUMN x TYPE varchar(5)",
    "ALTER TABLE lone RENAME TO renamed",
    "ALTER TABLE renamed ALTER COLUMN id SET NOT NULL",
    "ALTER TABLE renamed RENAME COLUMN x TO y",
    "ALTER TABLE renamed DROP COLUMN y",
  ],
  [
    "CREATE UNIQUE INDEX x ON noted (id)",
    "ALTER TABLE noted ADD CONSTRAINT x PRIMARY KEY USING INDEX x",
    "ALTER TABLE noted DROP CONSTRAINT x",
  ],
  [
    "CREATE DOMAIN bounded AS integer CHECK (VALUE > 0)",
    "ALTER TABLE lone ADD COLUMN x bounded",
    "CREATE FUNCTION fresh() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
    "ALTER TABLE lone ADD COLUMN y integer DEFAULT fresh()",
  ],
  [
    "CREATE TABLE part_3 (LIKE parted INCLUDING ALL)",
    "ALTER TABLE parted ATTACH PARTITION part_3 FOR VALUES FROM (50) TO (60)",
    "ALTER TABLE parted ADD COLUMN x integer",
  ],
  [
    "SET LOCAL search_path TO filled, public",
    "ALTER TABLE one ADD COLUMN x integer",
    "RESET search_path",
    "DROP TABLE lone",
  ],
  ["ALTER SCHEMA filled RENAME TO emptied", "ALTER TABLE emptied.one ADD COLUMN x serial"],
  ["CREATE VIEW x AS SELECT id FROM lone", "CREATE MATERIALIZED VIEW y AS SELECT id FROM x", "DROP VIEW x CASCADE"],
  [
    "CREATE TEMPORARY TABLE moved AS SELECT id, a FROM orphan",
    "DELETE FROM orphan",
    "INSERT INTO orphan SELECT id, a FROM moved",
  ],
];

/** Statements that only servers know from a version on. */
export const laterScripts: readonly (readonly [since: number, script: readonly string[]])[] = [
  [
    18,
    [
      "ALTER TABLE keyless ADD CONSTRAINT x NOT NULL a NOT VALID",
      "ALTER TABLE keyless VALIDATE CONSTRAINT x",
      "ALTER TABLE keyless ADD CONSTRAINT y PRIMARY KEY USING INDEX keyless_nullable",
    ],
  ],
];
