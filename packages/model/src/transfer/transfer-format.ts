import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { invalidParameter, parseWord } from "../input/parse-scalars.ts";

/** The formats in which rows come and go. */
export type TransferFormat = "csv" | "jsonl" | "parquet";

/** All of them, for messages. */
export const FORMATS: readonly TransferFormat[] = ["csv", "jsonl", "parquet"];

/** What the names of files end with. */
const ENDINGS: ReadonlyMap<string, TransferFormat> = new Map([
  [".csv", "csv"],
  [".jsonl", "jsonl"],
  [".ndjson", "jsonl"],
  [".parquet", "parquet"],
]);

/**
 * The path of a file, when something is one.
 *
 * @param place a path, a `file:` URL, or something else
 * @returns the path; undefined for something else
 */
export function pathOf(place: unknown): string | undefined {
  if (typeof place === "string") return place;
  return place instanceof URL ? fileURLToPath(place) : undefined;
}

/**
 * The format of a file or a stream.
 *
 * @param path the file's path, absent for a stream
 * @param given what the caller says it is
 * @returns the format
 * @throws MODEL.INVALID_PARAMETER when nothing tells it
 */
export function formatOf(path: string | undefined, given: unknown): TransferFormat {
  if (given !== undefined) return parseWord(given, "format", FORMATS);
  const format = path === undefined ? undefined : ENDINGS.get(extname(path).toLowerCase());
  if (format !== undefined) return format;
  throw invalidParameter(
    "format",
    "nothing tells the format",
    `pass one of ${FORMATS.map((word) => `"${word}"`).join(", ")}`,
  );
}
