import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { signalParameter } from "../commands/shared-parameters.ts";
import { streamBatches } from "../commands/stream-rows.ts";
import type { ModelField } from "../definition/model-field.ts";
import { refuseUnknownParameters } from "../input/check-parameters.ts";
import { parseFieldNames } from "../input/parse-key-fields.ts";
import { invalidParameter } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { Row } from "../operation/operation.ts";
import { fileToWrite } from "./allowed-path.ts";
import { fileFailure, unwritableFile } from "./file-failure.ts";
import { toJsonValue } from "./file-values.ts";
import { writableOf } from "./transfer-checks.ts";
import { formatOf, pathOf, type TransferFormat } from "./transfer-format.ts";
import { EXPORT_OPTIONS } from "./transfer-parameters.ts";
import { writeParquet } from "./write-parquet.ts";

/** What an export gives. */
export interface ExportResult {
  /** How many rows were written. */
  readonly exported: number;
}

/**
 * Writes rows to a file or a stream, with flat memory. A file is there only when it is whole: until then it is called
 * `….partial`.
 *
 * @param sink a path, a `file:` URL, or a writable stream, which is ended
 * @param input `format`, `fields`, and what a stream takes
 * @param binding the model
 * @returns how many rows were written
 * @throws MODEL.PATH_NOT_ALLOWED, MODEL.UNKNOWN_PARAMETER
 */
export async function exportRows(sink: unknown, input: CommandInput, binding: ModelBinding): Promise<ExportResult> {
  const place = `${binding.definition.name}.export`;
  refuseUnknownParameters(input, { ...EXPORT_OPTIONS, signal: signalParameter }, place);
  const { format: given, fields: names, ...question } = input;
  const named = pathOf(sink);
  const format = formatOf(named, given);
  const { fileFolder: folder } = binding.host;
  const path = named === undefined || folder === undefined ? named : await fileToWrite(named, { folder, place });
  const fields = (names === undefined ? binding.allFields : parseFieldNames(names, "fields", binding)).flatMap(
    (name) => binding.definition.fields.get(name) ?? [],
  );
  const counter = { exported: 0 };
  const batches = counted(streamBatches(question, binding), counter);
  // A signal that is none is refused where the rows are read.
  const signal = question.signal instanceof AbortSignal ? question.signal : undefined;
  const task = { batches, fields, format, signal };
  try {
    if (path === undefined) await writeTo(writableOf(sink), task);
    else await writeFile(path, task);
  } catch (error) {
    // Whether the reader or the writer heard of it first is nobody's concern.
    signal?.throwIfAborted();
    throw error;
  }
  return { exported: counter.exported };
}

/** What is written, and how. */
export interface ExportTask {
  readonly batches: AsyncIterable<readonly Row[]>;
  readonly fields: readonly ModelField[];
  readonly format: TransferFormat;
  /** Stops a sink that takes nothing more, too. */
  readonly signal: AbortSignal | undefined;
}

async function* counted(
  batches: AsyncIterable<readonly Row[]>,
  counter: { exported: number },
): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) {
    counter.exported += batch.length;
    yield batch;
  }
}

async function writeFile(path: string, task: ExportTask): Promise<void> {
  await refuseOtherThanFile(path);
  const partial = `${path}.partial`;
  // What an earlier export has left, and what may be a link to another file.
  await rm(partial, { force: true });
  try {
    if (task.format === "parquet") await writeParquet(partial, task);
    else await writeTo(createWriteStream(partial, { flags: "wx" }), task);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw fileFailure(error, path, "WRITTEN");
  }
}

/** A device or a pipe that is replaced by a file is gone. */
async function refuseOtherThanFile(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || there.isFile()) return;
  throw unwritableFile(path, {
    why: there.isDirectory() ? "it is a folder" : "it is no regular file",
    fix: "give the path of a file; what is none is written to by a stream: createWriteStream(path)",
  });
}

async function writeTo(sink: Writable, { batches, fields, format, signal }: ExportTask): Promise<void> {
  if (format === "parquet") throw invalidParameter("format", "Parquet is written to files only", "pass a path");
  const pieces = Readable.from(format === "csv" ? csvPieces(batches, fields) : jsonPieces(batches, fields));
  await pipeline(pieces, sink, signal === undefined ? {} : { signal });
}

/** What a piece of text has at least, so that a file is not written line by line. */
const PIECE_LENGTH = 65_536;

async function* inPieces(
  batches: AsyncIterable<readonly Row[]>,
  lineOf: (row: Row) => string,
  head = "",
): AsyncGenerator<string> {
  let piece = head;
  for await (const batch of batches) {
    for (const row of batch) {
      piece += lineOf(row);
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = "";
    }
  }
  if (piece !== "") yield piece;
}

function csvPieces(batches: AsyncIterable<readonly Row[]>, fields: readonly ModelField[]): AsyncIterable<string> {
  const lineOf = (row: Row) => `${fields.map((field) => csvCell(field, row[field.name])).join(",")}\r\n`;
  return inPieces(batches, lineOf, `${fields.map(({ name }) => csvText(name)).join(",")}\r\n`);
}

function csvCell({ type }: ModelField, value: unknown): string {
  if (value === null || value === undefined) return "";
  const plain = toJsonValue(type, value);
  const isDocument = type.kind === "json" || type.kind === "array";
  return csvText(isDocument ? JSON.stringify(plain) : String(plain));
}

/** An empty text is quoted: without quotes it is null. */
function csvText(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonPieces(batches: AsyncIterable<readonly Row[]>, fields: readonly ModelField[]): AsyncIterable<string> {
  return inPieces(batches, (row) => `${jsonLine(row, fields)}\n`);
}

function jsonLine(row: Row, fields: readonly ModelField[]): string {
  const values: Record<string, unknown> = {};
  for (const { name, type } of fields) values[name] = toJsonValue(type, row[name]);
  return JSON.stringify(values);
}
