import type { Connection } from "@dataflow/database";
import { bookkeep } from "./bookkeeping-statement.ts";

/** A staging environment that is there, or was about to be. */
export interface EnvironmentRecord {
  readonly id: string;
  readonly name: string;
  /** The name of its database; a path where databases are files. */
  readonly place: string;
}

/** Notes an environment, before there is anything of it. */
export async function noteEnvironment(connection: Connection, { id, name, place }: EnvironmentRecord): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) => `INSERT INTO ${at.environments} (id, name, place, created_at) VALUES (?, ?, ?, ${now})`,
    [id, name, place],
  );
}

/** Forgets an environment, after there is nothing of it any more. */
export async function forgetEnvironment(connection: Connection, id: string): Promise<void> {
  await bookkeep(connection, (at) => `DELETE FROM ${at.environments} WHERE id = ?`, [id]);
}

/** The environments that were noted, the oldest first. */
export async function readEnvironments(connection: Connection): Promise<readonly EnvironmentRecord[]> {
  const { rows } = await bookkeep(
    connection,
    (at) => `SELECT id, name, place FROM ${at.environments} ORDER BY created_at, id`,
  );
  return rows.map(({ id, name, place }) => ({ id: String(id), name: String(name), place: String(place) }));
}
