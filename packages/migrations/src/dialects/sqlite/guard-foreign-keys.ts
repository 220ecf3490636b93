/**
 * A table is changed here by making a new one, copying the rows, and dropping the old one. With foreign keys on, that
 * drop deletes every row first, and with them the rows of other tables that refer to them. Switching foreign keys off has
 * no effect inside a transaction and gives no error there, so it is done before, and read back. What they would have
 * refused is looked for before the commit.
 */
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../../errors/migration-errors.ts";

/**
 * Switches foreign keys off or on, outside of any transaction.
 *
 * @param connection the database, in a session
 * @param on whether they are to be enforced
 */
export async function switchForeignKeys(connection: Connection, on: boolean): Promise<void> {
  // A segment that failed may have left this one on; it would keep references from following a rename.
  await connection.run("PRAGMA legacy_alter_table = OFF");
  await connection.run(`PRAGMA foreign_keys = ${on ? "ON" : "OFF"}`);
  const { rows } = await connection.query("PRAGMA foreign_keys");
  if (rows[0]?.foreign_keys === (on ? 1 : 0)) return;
  throw migrationErrors.create("FOREIGN_KEYS_BROKEN", {
    message: `Foreign keys could not be switched ${on ? "on" : "off"} on ${connection.target}`,
    why: "the database did not take the setting, and going on could delete rows that refer to others",
    fix: "apply the plan outside of any transaction",
  });
}

/**
 * Statements that cannot make a row refer to nothing. References follow a rename, unless they were told not to, and a row
 * that is added, as to the words of a text index, is looked at by the database itself.
 */
const HARMLESS =
  /^\s*(?:CREATE|INSERT\s+INTO\b|ALTER\s+TABLE\s+(?:"(?:[^"]|"")+"|\w+)\s+(?:ADD|RENAME)\b|DROP\s+VIEW\b|PRAGMA)/i;
const INSERT = /^\s*INSERT\b/i;
const RENAME = /^\s*ALTER\s+TABLE\s+(?:"(?:[^"]|"")+"|\w+)\s+RENAME\b/i;
const KEEPS_REFERENCES = /^\s*PRAGMA\s+legacy_alter_table\b/i;

function isHarmless(statements: readonly string[]): boolean {
  const isRenamed = statements.some((statement) => RENAME.test(statement));
  if (isRenamed && statements.some((statement) => KEEPS_REFERENCES.test(statement))) return false;
  return statements.every((statement) => HARMLESS.test(statement));
}

/**
 * Switches foreign keys off for a segment whose statements could delete rows by them, and on for one that is no
 * transaction. Statements that only add are left alone: they may run where nothing can be switched.
 *
 * @param connection the database, in a session
 * @param mode whether the segment is a transaction
 * @param statements what it runs
 */
export async function prepareForeignKeys(
  connection: Connection,
  mode: "transactional" | "nonTransactional",
  statements: readonly string[],
): Promise<void> {
  if (isHarmless(statements)) {
    if (statements.some((statement) => RENAME.test(statement))) await connection.run("PRAGMA legacy_alter_table = OFF");
    // An earlier segment may have left them off. Where nothing can be switched, they are on.
    if (statements.some((statement) => INSERT.test(statement))) await connection.run("PRAGMA foreign_keys = ON");
    return;
  }
  await switchForeignKeys(connection, mode === "nonTransactional");
}

/**
 * Runs `body`, and makes sure that no more rows refer to nothing than did before.
 *
 * @param connection the database, inside the transaction that is to be committed
 * @param statements what `body` runs
 * @param body the changes
 * @throws MIGRATION.FOREIGN_KEYS_BROKEN
 */
export async function guardForeignKeys(
  connection: Connection,
  statements: readonly string[],
  body: () => Promise<void>,
): Promise<void> {
  if (isHarmless(statements)) return body();
  const before = renamedPlaces(await violations(connection), statements);
  await body();
  const after = await violations(connection);
  await assertSound(connection);
  const grown = [...after].filter(([place, count]) => count > (before.get(place) ?? 0)).map(([place]) => place);
  if (grown.length === 0) return;
  throw migrationErrors.create("FOREIGN_KEYS_BROKEN", {
    message: `Rows of ${connection.target} would refer to nothing: ${grown.join(", ")}`,
    why: "the step removes rows or keys that others refer to",
    fix: "remove or correct the rows that refer to them first",
    meta: { places: grown },
  });
}

async function assertSound(connection: Connection): Promise<void> {
  const { rows } = await connection.query("PRAGMA integrity_check(1)");
  if (rows[0]?.integrity_check === "ok") return;
  throw migrationErrors.create("CHECK_FAILED", {
    message: `The file of ${connection.target} is damaged`,
    why: "its own check found a fault before the step was committed, so the step was undone",
    fix: "restore the file from a backup, and look for the reason: a disk, or a copy made while it was in use",
  });
}

/** How many rows refer to nothing, by table and the table referred to. */
async function violations(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const { rows } = await connection.query(
    'SELECT "table" AS child, parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY 1, 2',
  );
  return new Map(rows.map(({ child, parent, count }) => [placeOf(String(child), String(parent)), Number(count)]));
}

const ARROW = " → ";

function placeOf(child: string, parent: string): string {
  return `${child}${ARROW}${parent}`;
}

const RENAME_TABLE = /^\s*ALTER\s+TABLE\s+(?<from>"(?:[^"]|"")+"|\w+)\s+RENAME\s+TO\s+(?<to>"(?:[^"]|"")+"|\w+)/i;

/** Rows that referred to nothing before still do so when their table is called otherwise. */
function renamedPlaces(
  places: ReadonlyMap<string, number>,
  statements: readonly string[],
): ReadonlyMap<string, number> {
  let renamed = places;
  for (const statement of statements) {
    const { from, to } = RENAME_TABLE.exec(statement)?.groups ?? {};
    if (from === undefined || to === undefined) continue;
    const newName = (name: string): string => (name === plainName(from) ? plainName(to) : name);
    renamed = new Map(
      [...renamed].map(([place, count]) => {
        const [child = "", parent = ""] = place.split(ARROW);
        return [placeOf(newName(child), newName(parent)), count];
      }),
    );
  }
  return renamed;
}

function plainName(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word;
}
