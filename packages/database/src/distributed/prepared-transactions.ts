import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../connection/connection.ts";
import { decisionSql } from "./decision-log.ts";
import { type PreparedName, printPreparedName, readPreparedName } from "./prepared-name.ts";

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 50;

/** The prepared transactions of ours that wait in a database. */
export async function waitingTransactions(connection: Connection): Promise<readonly PreparedName[]> {
  const { preparedNames } = decisionSql(connection);
  if (preparedNames === undefined) return [];
  const { rows } = await connection.query(preparedNames);
  return rows.flatMap(({ name }) => readPreparedName(String(name)) ?? []);
}

/**
 * Ends a prepared transaction, unless somebody else has. A database that cannot be reached is asked again a few times.
 *
 * @param connection the database that it waits in
 * @param name the transaction
 * @param outcome what was decided
 * @throws DATABASE.* when it still waits
 */
export async function endPrepared(
  connection: Connection,
  name: PreparedName,
  outcome: "COMMIT" | "ROLLBACK",
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (!(await isWaiting(connection, name))) return;
      await connection.run(`${outcome} PREPARED '${printPreparedName(name)}'`);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(FIRST_DELAY_MS * 4 ** (attempt - 1));
    }
  }
}

async function isWaiting(connection: Connection, name: PreparedName): Promise<boolean> {
  const text = printPreparedName(name);
  return (await waitingTransactions(connection)).some((waiting) => printPreparedName(waiting) === text);
}
