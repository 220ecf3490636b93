import { once } from "node:events";
import type pg from "pg";
import type { Connection, Submittable } from "pg";
import type { NewUser } from "./user-access.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";
const CHUNK_LENGTH = 65_536;

/** What the driver's types leave out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean };
}

/** Stores many users by one COPY, as the server's manual advises for many rows. */
export async function copyText(client: pg.Client, users: readonly NewUser[]): Promise<void> {
  const now = new Date().toISOString();
  await copy(
    client,
    COLUMNS,
    users.map((user) => `${lineOf(user)}\t${now}\t${now}\n`),
  );
}

/** The same with the ids taken from the sequence before, so that they are known. */
export async function copyWithIds(client: pg.Client, users: readonly NewUser[]): Promise<readonly number[]> {
  const now = new Date().toISOString();
  const { rows } = await client.query<number[]>({
    text: "SELECT nextval(pg_get_serial_sequence('users', 'id'))::int FROM generate_series(1, $1)",
    values: [users.length],
    rowMode: "array",
  });
  const ids = rows.map(([id]) => id ?? 0);
  await copy(
    client,
    `id, ${COLUMNS}`,
    users.map((user, index) => `${ids[index]}\t${lineOf(user)}\t${now}\t${now}\n`),
  );
  return ids;
}

/** None of these texts has a character that COPY gives a meaning to. */
function lineOf({ name, email, age, active }: NewUser): string {
  return `${name}\t${email}\t${age}\t${active}`;
}

async function copy(client: pg.Client, columns: string, lines: readonly string[]): Promise<void> {
  await client.query("BEGIN");
  await new Promise<void>((resolve, reject) => {
    const load: Submittable & Record<string, unknown> = {
      submit: (connection: Connection) => copyOf(connection).query(`COPY users (${columns}) FROM STDIN`),
      handleCopyInResponse: (connection: Connection) => void sendLines(copyOf(connection), lines),
      handleCommandComplete: () => undefined,
      handleReadyForQuery: resolve,
      handleError: reject,
    };
    client.query(load);
  });
  await client.query("COMMIT");
}

async function sendLines(connection: CopyConnection, lines: readonly string[]): Promise<void> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_LENGTH) continue;
    connection.sendCopyFromChunk(Buffer.from(chunk));
    chunk = "";
    if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
  }
  connection.sendCopyFromChunk(Buffer.from(chunk));
  connection.endCopyFrom();
}

function copyOf(connection: Connection): CopyConnection {
  return connection as unknown as CopyConnection; // it has these, though its types do not say so
}
