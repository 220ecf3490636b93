/**
 * Statements that the server refuses inside a transaction. Each is recognised by its text, as the planner writes it and
 * the server prints it, and each says by the catalog whether it has happened: a journal alone cannot know that.
 */
import type { Connection } from "@dataflow/database";
import type { OutsideState, OutsideStatement } from "../outside-statement.ts";

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const PATH = String.raw`${NAME}(?:\.${NAME})*`;
const TEXT = "'((?:[^']|'')*)'";

function pattern(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(" ", "\\s+")}`, "iu");
}

type Recognise = (match: RegExpExecArray) => OutsideStatement;

const STATEMENTS: readonly (readonly [RegExp, Recognise])[] = [
  [
    pattern(`CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(${NAME}) ON (?:ONLY )?(${PATH})`),
    ([, index = "", table = ""]) => indexBuild(index, table),
  ],
  [
    pattern(`DROP INDEX CONCURRENTLY (?:IF EXISTS )?(${PATH})`),
    ([, index = ""]) => ({
      probe: async (connection) => ((await relation(connection, index)) ? "todo" : "done"),
      cleanUp: async () => undefined,
    }),
  ],
  [
    pattern(`REINDEX (?:\\([^)]*\\) ?)?(?:INDEX|TABLE) CONCURRENTLY (${PATH})`),
    ([, target = ""]) => ({
      probe: async (connection) => ((await leftovers(connection, target)).length > 0 ? "broken" : "repeatable"),
      cleanUp: async (connection) => dropAll(connection, await leftovers(connection, target)),
    }),
  ],
  [
    pattern(`ALTER TYPE (${PATH}) ADD VALUE (?:IF NOT EXISTS )?${TEXT}`),
    ([, type = "", label = ""]) => ({
      probe: async (connection) => ((await hasLabel(connection, type, label)) ? "done" : "todo"),
      cleanUp: async () => undefined,
    }),
  ],
  [
    pattern(`ALTER TABLE (${PATH}) DETACH PARTITION (${PATH}) CONCURRENTLY`),
    ([, parent = "", child = ""]) => ({
      probe: (connection) => detachState(connection, parent, child),
      cleanUp: (connection) => connection.run(`ALTER TABLE ${parent} DETACH PARTITION ${child} FINALIZE`),
    }),
  ],
  [pattern("(?:VACUUM|ANALYZE|CHECKPOINT)\\b"), () => REPEATABLE],
];

const REPEATABLE: OutsideStatement = { probe: async () => "repeatable", cleanUp: async () => undefined };

/**
 * Recognises a statement.
 *
 * @param sql the statement
 * @returns how to find out about it; undefined for one of which that cannot be found out
 */
export function postgresOutsideStatement(sql: string): OutsideStatement | undefined {
  for (const [form, recognise] of STATEMENTS) {
    const match = form.exec(sql);
    if (match !== null) return recognise(match);
  }
  return undefined;
}

/** The index as a name that can be used, and whether it serves. */
const INDEX = `
  SELECT format('%I.%I', n.nspname, x.relname) AS name, i.indisvalid AND i.indisready AND i.indislive AS serves
  FROM pg_catalog.pg_class t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_class x ON x.relnamespace = t.relnamespace AND x.relname = (parse_ident($2))[1]
  JOIN pg_catalog.pg_index i ON i.indexrelid = x.oid AND i.indrelid = t.oid
  WHERE t.oid = to_regclass($1)`;

function indexBuild(index: string, table: string): OutsideStatement {
  const find = async (connection: Connection) => (await connection.query(INDEX, [table, index])).rows[0];
  return {
    probe: async (connection): Promise<OutsideState> => {
      const found = await find(connection);
      if (found === undefined) return "todo";
      return found.serves === true ? "done" : "broken";
    },
    cleanUp: async (connection) => {
      const found = await find(connection);
      if (found?.serves === false) await dropAll(connection, [String(found.name)]);
    },
  };
}

async function dropAll(connection: Connection, indexes: readonly string[]): Promise<void> {
  for (const name of indexes) await connection.run(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

async function relation(connection: Connection, name: string): Promise<boolean> {
  return (await connection.query("SELECT to_regclass($1) AS oid", [name])).rows[0]?.oid !== null;
}

/** What a REINDEX that did not end has left: the new index before the exchange, the old one after it. */
const LEFTOVERS = `
  SELECT format('%I.%I', n.nspname, x.relname) AS name
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  WHERE NOT i.indisvalid AND x.relname ~ '_cc(new|old)\\d*$'
    AND i.indrelid IN (SELECT to_regclass($1) UNION SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = to_regclass($1))`;

async function leftovers(connection: Connection, target: string): Promise<readonly string[]> {
  return (await connection.query(LEFTOVERS, [target])).rows.map(({ name }) => String(name));
}

async function hasLabel(connection: Connection, type: string, label: string): Promise<boolean> {
  const { rows } = await connection.query(
    "SELECT 1 FROM pg_catalog.pg_enum WHERE enumtypid = to_regtype($1) AND enumlabel = $2",
    [type, label.replaceAll("''", "'")],
  );
  return rows.length > 0;
}

async function detachState(connection: Connection, parent: string, child: string): Promise<OutsideState> {
  const { rows } = await connection.query(
    "SELECT inhdetachpending AS pending FROM pg_catalog.pg_inherits WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2)",
    [parent, child],
  );
  if (rows[0] === undefined) return "done";
  return rows[0].pending === true ? "broken" : "todo";
}
