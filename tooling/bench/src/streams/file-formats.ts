import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify";
import type { NewUser } from "../users/user-access.ts";

/** Rows that a driver gives, at once or one by one. */
type Rows = Iterable<unknown> | AsyncIterable<unknown>;

/** Writes rows as CSV by a library for it. */
export function writeCsv(rows: Rows, file: string): Promise<void> {
  const cast = { date: (value: Date) => value.toISOString() };
  return pipeline(Readable.from(rows), stringify({ header: true, cast }), createWriteStream(file));
}

/** Writes rows as lines of JSON, not line by line. */
export function writeJson(rows: Rows, file: string): Promise<void> {
  return pipeline(Readable.from(linesOf(rows)), createWriteStream(file));
}

const PIECE_LENGTH = 65_536;

async function* linesOf(rows: Rows): AsyncGenerator<string> {
  let piece = "";
  for await (const row of rows) {
    piece += `${JSON.stringify(row)}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** Reads CSV by a library for it; a reader of texts has to say which of them are numbers and truth values. */
export async function* readCsv(file: string): AsyncGenerator<NewUser> {
  const rows: AsyncIterable<Record<keyof NewUser, string>> = createReadStream(file).pipe(parse({ columns: true }));
  for await (const { name, email, age, active } of rows) {
    yield { name, email, age: Number(age), active: active === "true" };
  }
}

/** Reads lines of JSON. */
export async function* readJson(file: string): AsyncGenerator<NewUser> {
  let rest = "";
  for await (const chunk of createReadStream(file, "utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}

/** Rows in parts of a size, for statements that take many. */
export async function* partsOf<Row>(rows: AsyncIterable<Row>, size: number): AsyncGenerator<readonly Row[]> {
  let part: Row[] = [];
  for await (const row of rows) {
    if (part.push(row) < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
