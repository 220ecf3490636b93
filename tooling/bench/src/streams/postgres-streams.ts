import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import Cursor from "pg-cursor";
import { copyOut, copyPieces, textPieces } from "../bulk/postgres-copy.ts";
import { textLine } from "../bulk/postgres-techniques.ts";
import type { NewUser } from "../users/user-access.ts";
import { partsOf, readCsv, readJson, writeCsv, writeJson } from "./file-formats.ts";
import type { StreamTechniques } from "./stream-techniques.ts";

const PART = 1_000;
const COPY = "COPY users (name, email, age, active, created_at, updated_at) FROM STDIN";

interface AgedRow {
  readonly age: number;
}

/** By hand with the plain driver: its cursor, and the fastest insert of the bulk suite that takes rows as they come. */
export async function postgresStreams({ plain }: { readonly plain: string }): Promise<StreamTechniques> {
  const client = new pg.Client({ connectionString: plain });
  await client.connect();
  const copyText = (users: AsyncIterable<NewUser>) => copyPieces(client, COPY, textOf(users));
  return {
    read: [{ label: "pg-cursor, 1,000 at a time", run: () => addUpAges(rowsOf(client)) }],
    exportCsv: [
      {
        label: "COPY TO STDOUT, csv",
        isServer: true,
        run: (file) => pipeline(copyOut(client, "COPY users TO STDOUT (FORMAT csv, HEADER)"), createWriteStream(file)),
      },
      { label: "pg-cursor, csv-stringify", run: (file) => writeCsv(rowsOf(client), file) },
    ],
    exportJson: [{ label: "pg-cursor, JSON.stringify", run: (file) => writeJson(rowsOf(client), file) }],
    importCsv: [
      { label: "COPY FROM STDIN, csv", isServer: true, run: (file) => copyFile(client, file) },
      { label: "csv-parse, COPY, text", run: (file) => copyText(readCsv(file)) },
    ],
    importJson: [{ label: "JSON.parse, COPY, text", run: (file) => copyText(readJson(file)) }],
    close: () => client.end(),
  };
}

async function* rowsOf(client: pg.Client): AsyncGenerator<AgedRow> {
  const cursor = client.query(new Cursor<AgedRow>("SELECT * FROM users"));
  for (let rows = await cursor.read(PART); rows.length > 0; rows = await cursor.read(PART)) yield* rows;
  await cursor.close();
}

async function addUpAges(rows: AsyncIterable<AgedRow>): Promise<number> {
  let ages = 0;
  for await (const { age } of rows) ages += age;
  return ages;
}

async function* textOf(users: AsyncIterable<NewUser>): AsyncGenerator<Buffer> {
  const now = new Date().toISOString();
  for await (const part of partsOf(users, PART)) yield* textPieces(part, (user) => textLine(user, now));
}

/** The file says nothing of the times, so the table does while it is read. */
async function copyFile(client: pg.Client, file: string): Promise<void> {
  const set = (change: string) =>
    client.query(`ALTER TABLE users ALTER created_at ${change}, ALTER updated_at ${change}`);
  await set("SET DEFAULT now()");
  const copy = "COPY users (name, email, age, active) FROM STDIN (FORMAT csv, HEADER)";
  await copyPieces(client, copy, createReadStream(file));
  await set("DROP DEFAULT");
}
