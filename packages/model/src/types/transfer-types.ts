import type { Writable } from "node:stream";
import type { Chunks } from "../transfer/read-rows.ts";
import type { TransferFormat } from "../transfer/transfer-format.ts";
import type { BulkCreateOptions, StreamInput } from "./command-types.ts";
import type { InferInsert } from "./infer.ts";
import type { FieldNameOf } from "./infer-query.ts";

/** Where rows are imported from: a path, a `file:` URL, or the content, whole as bytes or in pieces. */
export type ImportSource = string | URL | Uint8Array | Chunks;

/** What an import is given beside its source. */
export interface ImportOptions<Model> extends BulkCreateOptions<Model> {
  /** What the source is; by default its name's ending tells. */
  readonly format?: TransferFormat;
  /** Which field a column of the file is for, where they are not called alike; null leaves a column out. */
  readonly columns?: Readonly<Record<string, FieldNameOf<Model> | null>>;
}

/** Where rows are exported to: a path, a `file:` URL, or a stream. */
export type ExportSink = string | URL | Writable;

/** Which rows are exported, and how. */
export interface ExportOptions<Model> extends StreamInput<Model> {
  /** What to write; by default the ending of the file's name tells. */
  readonly format?: TransferFormat;
  /** The fields to write, in this order; all when absent. */
  readonly fields?: readonly FieldNameOf<Model>[];
}

/** What an Import node is given: where the rows are, how to read them, and values that fill a field of every row. */
export type ImportNodeInput<Model> = ImportOptions<Model> & { readonly source: ImportSource } & Partial<
    Omit<InferInsert<Model>, keyof ImportOptions<Model> | "source">
  >;

/** What an Export node is given: where the rows go, and which. A node is stopped by the signal of its run. */
export type ExportNodeInput<Model> = Omit<ExportOptions<Model>, "signal"> & { readonly sink: ExportSink };
