import { Writable } from "node:stream";
import { describeKind } from "@dataflow/core";
import { invalidParameter } from "../input/parse-scalars.ts";
import type { Chunks } from "./read-rows.ts";

/** Which field each column is for. @throws MODEL.INVALID_PARAMETER */
export function columnNames(columns: unknown): ReadonlyMap<string, string | null> {
  if (columns === undefined) return new Map();
  if (typeof columns !== "object" || columns === null || Array.isArray(columns)) {
    throw invalidParameter("columns", `it is ${describeKind(columns)}`, 'pass { "column of the file": "field" }');
  }
  return new Map(
    Object.entries(columns).map(([column, name]: [string, unknown]) => {
      if (name === null || typeof name === "string") return [column, name];
      throw invalidParameter(
        "columns",
        `a column leads to ${describeKind(name)}`,
        "pass the name of a field, or null to leave it out",
      );
    }),
  );
}

/** The content of a file in pieces. @throws MODEL.INVALID_PARAMETER */
export function chunksOf(source: unknown): Chunks {
  // It can be iterated, too: into numbers.
  if (source instanceof Uint8Array) return [source];
  const isChunks =
    typeof source === "object" && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
  if (isChunks) return source as Chunks; // iterable, as was just checked
  throw invalidParameter("source", `it is ${describeKind(source)}`, "pass a path, a file: URL or a readable stream");
}

/** A stream to write to. @throws MODEL.INVALID_PARAMETER */
export function writableOf(sink: unknown): Writable {
  if (sink instanceof Writable) return sink;
  throw invalidParameter("sink", `it is ${describeKind(sink)}`, "pass a path, a file: URL or a writable stream");
}
