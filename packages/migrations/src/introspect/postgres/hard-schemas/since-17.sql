-- What servers have from version 17 on.

DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dataflow_reader') THEN CREATE ROLE dataflow_reader; CREATE ROLE "Dataflow Writer"; END IF; END $$;
CREATE EXTENSION btree_gist;
CREATE TABLE counted (id bigint GENERATED ALWAYS AS IDENTITY, k int NOT NULL, during daterange, EXCLUDE USING gist (k WITH =, during WITH &&)) PARTITION BY LIST (k);
CREATE TABLE counted_1 PARTITION OF counted FOR VALUES IN (1);
CREATE TABLE counted_2 (k int NOT NULL, during daterange, id bigint NOT NULL);
ALTER TABLE counted ATTACH PARTITION counted_2 FOR VALUES IN (2);
COMMENT ON SEQUENCE counted_id_seq IS 'one for all partitions';
GRANT MAINTAIN, SELECT ON counted TO dataflow_reader;
GRANT MAINTAIN ON counted_1 TO "Dataflow Writer" WITH GRANT OPTION;
CREATE COLLATION plain (provider = builtin, locale = 'C');
CREATE TABLE stored (a text COLLATE plain, b text STORAGE MAIN);
CREATE FUNCTION noticed() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER logged_in ON table_rewrite EXECUTE FUNCTION noticed();
ALTER EVENT TRIGGER logged_in ENABLE ALWAYS;
