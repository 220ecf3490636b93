import type { Connection } from "@dataflow/database";
import { isWal } from "../../predict/sqlite/read-sqlite-facts.ts";
import { takenBack } from "../taken-back.ts";
import type { TracedEffects } from "../traced-effects.ts";
import { type FileState, programEffects } from "./program-effects.ts";

const SCHEMA = `SELECT type, name, tbl_name AS "table", rootpage AS root FROM main.sqlite_schema`;

/** Each statement is a program of its own; this is how it begins. */
const VACUUM = /^\s*vacuum\b/i;

/**
 * Asks SQLite for the program that it makes of each statement, which says what it will read and write, then runs it for
 * the sake of those after it, and takes all back. VACUUM is not run.
 */
export async function traceSqlite(
  connection: Connection,
  statements: readonly string[],
): Promise<readonly TracedEffects[]> {
  const traced: TracedEffects[] = [];
  const readersGoOn = isWal((await connection.query("PRAGMA journal_mode")).rows[0]?.journal_mode);
  await takenBack(connection, async () => {
    const initial = await readFile(connection);
    const oldRoots = tableRoots(initial);
    let before = initial;
    for (const statement of statements) {
      const isRun = !VACUUM.test(statement);
      const program = (await connection.query(`EXPLAIN ${statement}`)).rows;
      if (isRun) await connection.run(statement);
      const after = isRun ? await readFile(connection) : before;
      traced.push({
        statement,
        relations: programEffects(program, { statement, initial, before, after, readersGoOn, oldRoots }),
        nonTransactional: !isRun,
        waitsForTransactions: false,
        unknown: isRun ? [] : ["what it writes, for it is not run only to see"],
        heldBefore: [],
      });
      const roots = tableRoots(after);
      // A page that was given back may be another table's later.
      for (const root of oldRoots) if (!roots.has(root)) oldRoots.delete(root);
      before = after;
    }
  });
  return traced;
}

function tableRoots(state: FileState): Set<number> {
  return new Set(state.flatMap(({ type, root }) => (type === "table" && root > 0 ? [root] : [])));
}

async function readFile(connection: Connection): Promise<FileState> {
  const { rows } = await connection.query(SCHEMA);
  return rows.map((row) => ({
    type: String(row.type),
    name: String(row.name),
    table: String(row.table),
    root: Number(row.root),
  }));
}
