/**
 * The decisions of a database that coordinates distributed transactions, kept in that database.
 *
 * A row is inserted first of all in the coordinator's own transaction, before anything is prepared elsewhere. So the row is
 * there exactly when that transaction was committed, and as long as nobody knows, its key is locked: whoever inserts the
 * same key waits for the transaction, and learns its end. No other message is needed.
 */
import type { Connection } from "../connection/connection.ts";
import { dialects } from "../dialects/dialects.ts";
import { databaseErrorKind } from "../errors/driver-failure.ts";
import type { DecisionSql } from "./decision-sql.ts";

/** What became of a distributed transaction, as far as its coordinator can tell. `"open"`: it may still be going on. */
export type Decision = "committed" | "rolled back" | "open";

/** A name that nobody else has: 128 random bits in hexadecimal. */
export function newIdentity(): string {
  return process.getBuiltinModule("node:crypto").randomBytes(16).toString("hex");
}

/** What a connection's dialect says about decisions. */
export function decisionSql(connection: Connection): DecisionSql {
  const dialect = dialects.get(connection.dialect);
  if (dialect === undefined) throw new TypeError(`there is no dialect ${connection.dialect}`);
  return dialect.decisions;
}

const identities = new WeakMap<Connection, Promise<string>>();

/**
 * The name of a database that stays with it, whatever its address is. The first call makes it.
 *
 * @param connection the database
 * @returns its identity
 */
export function databaseIdentity(connection: Connection): Promise<string> {
  let identity = identities.get(connection);
  if (identity === undefined) {
    identity = readIdentity(connection);
    identities.set(connection, identity);
    identity.catch(() => identities.delete(connection));
  }
  return identity;
}

async function readIdentity(connection: Connection): Promise<string> {
  const { setUp, identityTable } = decisionSql(connection);
  return connection.transaction(async () => {
    for (const statement of setUp) await connection.run(statement);
    await connection.run(`INSERT INTO ${identityTable} (id) VALUES ('${newIdentity()}') ON CONFLICT DO NOTHING`);
    const { rows } = await connection.query(`SELECT id FROM ${identityTable}`);
    return String(rows[0]?.id);
  });
}

/**
 * Writes down a decision, in the transaction that the caller is in: it is made when that transaction is committed.
 *
 * @param coordinator the database that decides
 * @param transaction the identity of the distributed transaction
 * @param participants the identities of the other databases
 */
export async function writeDecision(
  coordinator: Connection,
  transaction: string,
  participants: readonly string[],
): Promise<void> {
  const { decisionTable } = decisionSql(coordinator);
  await coordinator.run(
    `INSERT INTO ${decisionTable} (id, participants) VALUES ('${transaction}', '${JSON.stringify(participants)}')`,
  );
}

/**
 * Finds out what was decided. When nothing was, nothing can be any more: its transaction has ended without a trace.
 *
 * @param coordinator the database that decides
 * @param transaction the identity of the distributed transaction
 */
export async function readDecision(coordinator: Connection, transaction: string): Promise<Decision> {
  const { decisionTable, waitBriefly } = decisionSql(coordinator);
  const insert = `INSERT INTO ${decisionTable} (id, participants) VALUES ('${transaction}', '[]') ON CONFLICT DO NOTHING`;
  try {
    return await coordinator.transaction(async () => {
      if (waitBriefly !== undefined) await coordinator.run(waitBriefly);
      const { rowCount } = await coordinator.execute({ text: insert }, []);
      if (rowCount === 0) return "committed";
      await coordinator.run(`DELETE FROM ${decisionTable} WHERE id = '${transaction}'`);
      return "rolled back";
    });
  } catch (error) {
    const kind = databaseErrorKind(error);
    if (kind === "LOCK_TIMEOUT" || kind === "BUSY") return "open";
    throw error;
  }
}

/** Forgets decisions that everybody has heard of. */
export async function forgetDecision(coordinator: Connection, transaction: string): Promise<void> {
  await coordinator.run(`DELETE FROM ${decisionSql(coordinator).decisionTable} WHERE id = '${transaction}'`);
}

/** A decision to commit that was not forgotten yet. */
export interface KeptDecision {
  readonly transaction: string;
  readonly participants: readonly string[];
}

/** The decisions that are still there. */
export async function keptDecisions(coordinator: Connection): Promise<readonly KeptDecision[]> {
  const { rows } = await coordinator.query(`SELECT id, participants FROM ${decisionSql(coordinator).decisionTable}`);
  return rows.map(({ id, participants }) => {
    const list: unknown = JSON.parse(String(participants));
    return { transaction: String(id), participants: Array.isArray(list) ? list.map(String) : [] };
  });
}
