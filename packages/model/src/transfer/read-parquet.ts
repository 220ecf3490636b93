import type { ColumnData, RowGroup } from "hyparquet";
import { PARSERS, type ReadValue, valuesAsStored } from "./parquet-values.ts";
import type { Chunks, FileRow } from "./read-rows.ts";
import { unreadableFile } from "./unreadable-file.ts";

/** What of a group of rows is held in memory, roughly: a larger one is read in parts, each of which looks through it anew. */
const PART_BYTES = 64 * 2 ** 20;

/**
 * Reads the rows of a Parquet file, part by part.
 *
 * @param source the file's path
 * @returns the rows; those of a part are made one by one from its columns
 * @throws MODEL.UNREADABLE_FILE
 */
export async function* readParquet(source: string | Chunks): AsyncGenerator<Iterable<FileRow>> {
  if (typeof source !== "string")
    throw unreadableFile("a stream", "a Parquet file begins with its end, so it must be a file");
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const file = await asyncBufferFromFile(source);
  const metadata = await parquetMetadataAsync(file).catch(() => {
    throw unreadableFile("the file", "it is no Parquet file");
  });
  const readers = valuesAsStored(parquetSchema(metadata));
  const settings = { file, metadata, compressors, parsers: PARSERS, utf8: false };
  for (const part of rowParts(metadata.row_groups)) {
    const columns = new Map<string, ColumnData[]>();
    const onChunk = (chunk: ColumnData): void => {
      const chunks = columns.get(chunk.columnName);
      if (chunks === undefined) columns.set(chunk.columnName, [chunk]);
      else chunks.push(chunk);
    };
    await parquetRead({ ...settings, ...part, onChunk }).catch((error) => {
      throw isOfSystem(error) ? error : unreadableFile(`a row from number ${part.rowStart} on`, UNDECODABLE);
    });
    yield rowsOf(part, columns, readers);
  }
}

const UNDECODABLE = "it is damaged, or coded in a way that is not known here";

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** Rows of a file, the last one excluded. */
export interface RowPart {
  readonly rowStart: number;
  readonly rowEnd: number;
  /** Whether the file's list of pages is asked for, so that only those are read that the rows are in. */
  readonly useOffsetIndex: boolean;
}

/**
 * Cuts a file into parts that fit into memory.
 *
 * @param groups the file's groups of rows
 * @param most how many bytes a part may have, uncompressed and roughly
 * @returns the parts, none of rows of two groups
 */
export function* rowParts(
  groups: readonly Pick<RowGroup, "num_rows" | "total_byte_size">[],
  most = PART_BYTES,
): Generator<RowPart> {
  let start = 0;
  for (const group of groups) {
    const end = start + Number(group.num_rows);
    const parts = Math.max(1, Math.ceil(Number(group.total_byte_size) / most));
    const size = Math.max(1, Math.ceil((end - start) / parts));
    for (; start < end; start += size)
      yield { rowStart: start, rowEnd: Math.min(start + size, end), useOffsetIndex: parts > 1 };
    start = end;
  }
}

/** Columns come in pieces, which may begin before the part and end behind it. */
function* rowsOf(
  { rowStart, rowEnd }: RowPart,
  columns: ReadonlyMap<string, readonly ColumnData[]>,
  readers: ReadonlyMap<string, ReadValue>,
): Generator<FileRow> {
  const cells = [...columns].map(([name, chunks]) => ({ name, cell: cellReader(chunks), read: readers.get(name) }));
  for (let row = rowStart; row < rowEnd; row++) {
    const values: Record<string, unknown> = {};
    for (const { name, cell, read } of cells) {
      const value = cell(row);
      values[name] = read === undefined ? value : read(value);
    }
    yield values;
  }
}

/** Rows are asked for in their order. */
function cellReader(chunks: readonly ColumnData[]): (row: number) => unknown {
  let place = 0;
  return (row) => {
    while (row >= (chunks[place]?.rowEnd ?? Number.POSITIVE_INFINITY)) place++;
    const chunk = chunks[place];
    return chunk?.columnData[row - chunk.rowStart];
  };
}
