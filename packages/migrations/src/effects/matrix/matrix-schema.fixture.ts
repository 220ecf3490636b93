/** The database that the forms of the matrix are run in: nothing is made for one form only in passing. */
export const MATRIX_SCHEMA: readonly string[] = [
  `CREATE SCHEMA other;
   CREATE TYPE mood AS ENUM ('sad', 'ok');
   CREATE TYPE pair AS (x integer, y integer);
   CREATE DOMAIN plain AS integer;
   CREATE DOMAIN loose AS integer;
   CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
   CREATE DOMAIN required AS integer DEFAULT 1 NOT NULL;
   CREATE DOMAIN unproven AS integer;
   ALTER DOMAIN unproven ADD CONSTRAINT unproven_check CHECK (VALUE > 0) NOT VALID;
   CREATE FUNCTION rolled() RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN 1; END';
   CREATE FUNCTION fixed() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';
   CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
   CREATE SEQUENCE counter;
   CREATE SEQUENCE spare;`,
  `CREATE TABLE parents (id integer PRIMARY KEY, code text, ref integer UNIQUE);
   CREATE TABLE children (id integer PRIMARY KEY, parent integer CONSTRAINT children_parent REFERENCES parents,
     loose integer, ref integer CONSTRAINT children_ref REFERENCES parents (ref));
   ALTER TABLE children ADD CONSTRAINT children_loose FOREIGN KEY (loose) REFERENCES parents NOT VALID;
   CREATE TABLE singles (id integer PRIMARY KEY, word varchar(10) UNIQUE);
   CREATE TABLE followers (id integer, word varchar(10) CONSTRAINT followers_word REFERENCES singles (word));
   INSERT INTO parents VALUES (1, 'a', 1); INSERT INTO children VALUES (1, 1, 1, 1);
   INSERT INTO singles VALUES (1, 'a'); INSERT INTO followers VALUES (1, 'a');`,
  `CREATE TABLE t (
     id integer PRIMARY KEY, a integer, b text, tag text, name varchar(10), code char(5), price numeric(10, 2),
     at timestamp(3), att timestamptz(3), at_any timestamp, att_any timestamptz, span interval(3), clock time(3),
     flags bit(4), bits varbit(5), doc json, docb jsonb, feeling mood, list integer[], words varchar(10)[], net cidr,
     small smallint, big bigint, real_number real, whole plain, above positive, indexed integer, label varchar(10),
     sorted varchar(10), expressed varchar(10), partial varchar(10), checked varchar(10) CHECK (checked <> 'x'),
     moment timestamp, required integer NOT NULL DEFAULT 1, proven integer CONSTRAINT proven CHECK (proven IS NOT NULL),
     proven_more integer CONSTRAINT proven_more CHECK (proven_more IS NOT NULL AND proven_more > 0),
     proven_or integer CONSTRAINT proven_or CHECK (proven_or IS NOT NULL OR id > 0),
     unproven integer, source integer, twice integer GENERATED ALWAYS AS (source * 2) STORED, counted integer GENERATED ALWAYS AS IDENTITY,
     bound integer DEFAULT 7, u1 integer, u2 integer NOT NULL DEFAULT 1, old_a integer, payload bytea);
   ALTER TABLE t ADD CONSTRAINT unproven CHECK (unproven IS NOT NULL) NOT VALID;
   ALTER TABLE t ADD CONSTRAINT pending CHECK (id > 0) NOT VALID;
   CREATE INDEX t_indexed ON t (indexed);
   CREATE INDEX t_label ON t (label);
   CREATE INDEX t_sorted ON t (sorted);
   CREATE INDEX t_expressed ON t (lower(expressed));
   CREATE INDEX t_partial ON t (id) WHERE partial <> '';
   CREATE INDEX t_moment ON t (moment);
   CREATE UNIQUE INDEX t_u1 ON t (u1);
   CREATE UNIQUE INDEX t_u2 ON t (u2);
   ALTER TABLE t ADD CONSTRAINT t_tag UNIQUE (tag);
   ALTER TABLE t ADD COLUMN serial_number serial;
   CREATE STATISTICS t_statistics ON a, b FROM t;
   CREATE TRIGGER t_touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
   CREATE POLICY t_policy ON t USING (id > 0);
   CREATE RULE t_rule AS ON UPDATE TO t WHERE false DO ALSO NOTHING;
   INSERT INTO t (id, b, proven, proven_more, proven_or, unproven) VALUES (1, 'b', 1, 1, 1, 1)`,
  `CREATE TABLE plain_table (id integer, a integer, b text, c integer);
   INSERT INTO plain_table VALUES (1, 1, 'b', 1), (21, 1, 'b', 1);
   CREATE TABLE lone (id integer, a integer);
   CREATE TABLE user_of_domains (id integer, d loose, p positive, u unproven);
   INSERT INTO user_of_domains VALUES (1, 1, 1, 1);
   CREATE TABLE typed OF pair;
   CREATE UNLOGGED TABLE light (id integer PRIMARY KEY);
   CREATE TABLE clustered (id integer PRIMARY KEY, a integer);
   ALTER TABLE clustered CLUSTER ON clustered_pkey;
   INSERT INTO clustered VALUES (1, 1);
   CREATE VIEW seen AS SELECT id, a FROM plain_table;
   CREATE VIEW seen_again AS SELECT id FROM seen;
   CREATE MATERIALIZED VIEW kept AS SELECT id, b FROM plain_table;
   CREATE UNIQUE INDEX kept_id ON kept (id);
   CREATE PUBLICATION news FOR TABLE lone;
   CREATE TYPE lonely AS ENUM ('a');
   CREATE TABLE shaped (x integer, y integer);
   CREATE TABLE keyless (a integer, b integer NOT NULL);
   CREATE UNIQUE INDEX keyless_nullable ON keyless (a);
   CREATE UNIQUE INDEX keyless_required ON keyless (b);
   CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
   CREATE SCHEMA filled;
   CREATE TABLE filled.one (id integer PRIMARY KEY);
   CREATE VIEW filled.two AS SELECT id FROM filled.one;
   CREATE TABLE noted (id integer CONSTRAINT noted_check CHECK (id > 0));
   CREATE TABLE ancestor (id integer, a integer, r integer NOT NULL DEFAULT 1);
   CREATE TABLE descendant (more integer) INHERITS (ancestor);
   ALTER TABLE ancestor ADD CONSTRAINT ancestor_check CHECK (id > 0) NOT VALID;
   CREATE TABLE orphan (id integer, a integer, r integer NOT NULL DEFAULT 1,
     CONSTRAINT ancestor_check CHECK (id > 0));
   INSERT INTO ancestor VALUES (1, 1, 1); INSERT INTO descendant VALUES (1, 1, 1, 1);`,
  `CREATE TABLE parted (id integer NOT NULL, a integer, b text, p integer CONSTRAINT parted_p REFERENCES parents,
     w varchar(10), n integer NOT NULL DEFAULT 1, c integer CONSTRAINT parted_c CHECK (c > 0)) PARTITION BY RANGE (id);
   CREATE TABLE part_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
   CREATE TABLE part_2 PARTITION OF parted FOR VALUES FROM (10) TO (20);
   CREATE INDEX parted_a ON parted (a);
   CREATE INDEX parted_w ON parted (w);
   CREATE TRIGGER parted_touch BEFORE UPDATE ON parted FOR EACH ROW EXECUTE FUNCTION touch();
   CREATE TABLE newcomer (id integer NOT NULL, a integer, b text, p integer, w varchar(10), n integer NOT NULL,
     c integer CONSTRAINT parted_c CHECK (c > 0));
   CREATE INDEX newcomer_a ON newcomer (a);
   CREATE TABLE proven_newcomer (id integer NOT NULL, a integer, b text, p integer,
     w varchar(10), n integer NOT NULL, c integer CONSTRAINT parted_c CHECK (c > 0),
     CONSTRAINT fits CHECK (id >= 40 AND id < 50));
   INSERT INTO parted VALUES (1, 1, 'b', 1), (11, 1, 'b', 1);
   INSERT INTO newcomer VALUES (31, 1, 'b', 1, NULL, 1);
   INSERT INTO proven_newcomer VALUES (41, 1, 'b', 1, NULL, 1);
   CREATE TABLE fallback (id integer, a integer) PARTITION BY LIST (id);
   CREATE TABLE fallback_1 PARTITION OF fallback FOR VALUES IN (1);
   CREATE TABLE fallback_rest PARTITION OF fallback DEFAULT;
   CREATE TABLE fallback_new (id integer NOT NULL, a integer);
   INSERT INTO fallback VALUES (1, 1), (99, 1); INSERT INTO fallback_new VALUES (3, 1);
   CREATE TABLE barred (id integer) PARTITION BY RANGE (id);
   CREATE TABLE barred_rest PARTITION OF barred DEFAULT;
   ALTER TABLE barred_rest ADD CONSTRAINT kept_out CHECK (NOT (id IS NOT NULL AND id >= 10 AND id < 20));
   CREATE TABLE barred_new (id integer NOT NULL, CONSTRAINT fits CHECK (id >= 10 AND id < 20));
   CREATE TABLE barred_loose (id integer NOT NULL);
   INSERT INTO barred VALUES (99); INSERT INTO barred_new VALUES (11); INSERT INTO barred_loose VALUES (21);
   CREATE TABLE grouped (id integer PRIMARY KEY) PARTITION BY RANGE (id);
   CREATE TABLE grouped_1 PARTITION OF grouped FOR VALUES FROM (0) TO (10);
   INSERT INTO grouped VALUES (1);
   CREATE TABLE grouper (id integer CONSTRAINT grouper_id REFERENCES grouped);
   INSERT INTO grouper VALUES (1);
   CREATE TABLE group_new (id integer PRIMARY KEY);
   INSERT INTO group_new VALUES (11);
   CREATE TABLE grouped_2 PARTITION OF grouped FOR VALUES FROM (20) TO (30);
   INSERT INTO grouped VALUES (21);
   CREATE INDEX parted_b ON ONLY parted (b);
   CREATE INDEX part_1_b ON part_1 (b);`,
];

/** What only newer servers have, by the version that brought it. */
export const LATER_SCHEMA: readonly (readonly [since: number, sql: string])[] = [
  [18, "CREATE TABLE late (id integer); ALTER TABLE late ADD CONSTRAINT late_not_null NOT NULL id NOT VALID"],
];
