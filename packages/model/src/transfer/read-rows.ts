import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { parseExactly } from "./exact-json.ts";
import { readParquet } from "./read-parquet.ts";
import type { TransferFormat } from "./transfer-format.ts";
import { unreadableFile } from "./unreadable-file.ts";
import { utf8Chunks } from "./utf8-chunks.ts";

/** Rows as a file has them: what each is called there → what it holds. */
export type FileRow = Readonly<Record<string, unknown>>;

/** Pieces of a file, in order. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/**
 * Reads the rows of a file.
 *
 * @param source its path, or its content
 * @param format its format
 * @returns the rows, as many at once as are there; the file is closed when the loop is left
 */
export function readRows(source: string | Chunks, format: TransferFormat): AsyncIterable<Iterable<FileRow>> {
  if (format === "parquet") return readParquet(source);
  // Opened with the first row that is asked for: a file that fails before would fail with nobody to hear of it.
  const open = (): Chunks => (typeof source === "string" ? createReadStream(source) : source);
  return format === "csv" ? readCsv(open) : readJsonLines(open);
}

async function* readCsv(open: () => Chunks): AsyncGenerator<readonly FileRow[]> {
  const { parse } = await import("csv-parse");
  let names: readonly string[] = [];
  const columns = (header: string[]): string[] => {
    const twice = header.find((name, place) => header.indexOf(name) !== place);
    if (twice !== undefined) throw unreadableFile(`the column "${twice}"`, "two columns are called so");
    names = header;
    return header;
  };
  // The parser tells each cell whether it was quoted, too, but takes five times as long then.
  const parser = parse({ bom: true, columns, raw: true, skip_empty_lines: true });
  const stream = pipeline(Readable.from(utf8Chunks(open()), { objectMode: false }), parser, () => undefined);
  try {
    for await (const first of stream) {
      const rows: FileRow[] = [];
      for (let next: CsvRow | null = first; next !== null; next = stream.read()) rows.push(withNulls(next, names));
      yield rows;
    }
  } catch (error) {
    // The parser's message quotes what it could not read.
    const line: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "lines") : undefined;
    if (typeof line === "number")
      throw unreadableFile(`line ${line}`, "it is no line of a CSV file like the first one");
    throw error;
  }
}

/** A row with the text that it was read from. */
interface CsvRow {
  readonly record: Record<string, string | null>;
  readonly raw: string;
}

/** Nothing between two commas is null; an empty text is quoted. */
function withNulls({ record, raw }: CsvRow, names: readonly string[]): FileRow {
  const empty = names.filter((name) => record[name] === "");
  if (empty.length === 0) return record;
  const quoted = raw.includes('""') ? quotedEmpties(raw) : NOTHING_QUOTED;
  for (const name of empty) if (!quoted.has(names.lastIndexOf(name))) record[name] = null;
  return record;
}

const NOTHING_QUOTED: ReadonlySet<number> = new Set();

/** The places of cells that are nothing but two quotes. A quote in a text is written twice, so it changes nothing here. */
function quotedEmpties(raw: string): ReadonlySet<number> {
  const found = new Set<number>();
  let isQuoted = false;
  let cell = 0;
  let start = 0;
  for (let at = 0; at <= raw.length; at++) {
    if (raw[at] === '"') isQuoted = !isQuoted;
    if (at < raw.length && (raw[at] !== "," || isQuoted)) continue;
    if (raw.slice(start, at).trim() === '""') found.add(cell);
    start = at + 1;
    cell++;
  }
  return found;
}

async function* readJsonLines(open: () => Chunks): AsyncGenerator<Iterable<FileRow>> {
  let number = 0;
  function* parsed(lines: readonly string[]): Generator<FileRow> {
    for (const line of lines) {
      number++;
      if (line.trim() !== "") yield parseLine(line, number);
    }
  }
  for await (const lines of linesOf(open())) yield parsed(lines);
}

/** Some programs begin a text with it. */
const BYTE_ORDER_MARK = /^\uFEFF/;

function parseLine(line: string, number: number): FileRow {
  let row: unknown;
  try {
    row = parseExactly(number === 1 ? line.replace(BYTE_ORDER_MARK, "") : line);
  } catch {
    throw unreadableFile(`line ${number}`, "it is no JSON");
  }
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw unreadableFile(`line ${number}`, "it is no JSON object");
  }
  return row as FileRow; // as was just checked; its names are looked at one by one
}

async function* linesOf(chunks: Chunks): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of utf8Chunks(chunks)) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    // Only the new text is looked at: a line may be longer than many chunks.
    const [end = "", ...lines] = text.split("\n");
    rest += end;
    const next = lines.pop();
    if (next === undefined) continue;
    yield [rest, ...lines];
    rest = next;
  }
  if (rest !== "") yield [rest];
}
