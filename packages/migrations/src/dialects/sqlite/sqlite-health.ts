import type { Connection } from "@dataflow/database";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { isContention } from "../../lock/poll.ts";
import type { HealthDialect } from "../health-dialect.ts";
import { quoteIdentifier } from "../sql-text.ts";

/** How a SQLite file is asked for its state. */
export const sqliteHealth: HealthDialect = Object.freeze({
  integrityProblems,
  valueProblems,
  transactionProblems,
  waitingSessions: async () => 0,
  serverIdentity,
} satisfies HealthDialect);

async function integrityProblems(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query("SELECT integrity_check AS found FROM pragma_integrity_check");
  return rows.map(({ found }) => String(found)).filter((found) => found !== "ok");
}

/** A column takes values of any type unless its table is strict; a text in a column of integers is kept as it is. */
async function valueProblems(connection: Connection): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const object of (await readCatalog(connection)).objects) {
    if (object.kind !== "column" || !/INT|REAL|FLOA|DOUB|DEC|NUM/i.test(object.definition.type)) continue;
    const [table = "", column = ""] = object.path;
    const name = quoteIdentifier(column);
    const { rows } = await connection.query(
      `SELECT count(*) AS n FROM ${quoteIdentifier(table)} WHERE typeof(${name}) IN ('text', 'blob')`,
    );
    const count = Number(rows[0]?.n);
    if (count > 0)
      problems.push(`${count} rows of ${table} have no number in ${column}, which is a ${object.definition.type}`);
  }
  return problems;
}

/** There is one writer; whoever keeps the file longer than the busy timeout keeps a migration from being done. */
async function transactionProblems(connection: Connection): Promise<readonly string[]> {
  if (connection.inTransaction) return [];
  try {
    await connection.transaction(() => undefined);
    return [];
  } catch (error) {
    if (!isContention(error)) throw error;
    return ["somebody else is writing and does not come to an end"];
  }
}

async function serverIdentity(connection: Connection): Promise<string> {
  const { rows } = await connection.query(
    "SELECT file, (SELECT application_id FROM pragma_application_id) AS id FROM pragma_database_list WHERE name = 'main'",
  );
  return `${rows[0]?.file} ${rows[0]?.id}`;
}
