import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { type ParquetWriteOptions, parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UnreadableValue } from "../input/unreadable-value.ts";
import { readParquet, rowParts } from "./read-parquet.ts";

type Content = Omit<ParquetWriteOptions, "writer">;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dataflow-parquet-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const path = () => join(folder, "file.parquet");

async function read(content: Content): Promise<Readonly<Record<string, unknown>>[]> {
  await writeFile(path(), new Uint8Array(parquetWriteBuffer(content)));
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const part of readParquet(path())) rows.push(...part);
  return rows;
}

describe("rows of a Parquet file", () => {
  const count = 25_000;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const columnData = [
    { name: "number", data: numbers, type: "INT32" as const },
    { name: "text", data: numbers.map((number) => `text ${number % 7} é`), type: "STRING" as const },
    { name: "none", data: numbers.map((number) => (number % 3 === 0 ? null : number / 2)), type: "DOUBLE" as const },
  ];

  it.each([
    ["one group of many pages", { rowGroupSize: count, pageSize: 4_096 }],
    ["groups of other lengths than pages", { rowGroupSize: [10_001, 4_999, 10_000], pageSize: 10_000 }],
    ["no compression", { codec: "UNCOMPRESSED" as const }],
    ["another compression", { codec: "GZIP" as const, compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) } }],
  ])("are those that were written, with %s", async (_what, options) => {
    const rows = await read({ columnData, ...options });
    expect(rows).toHaveLength(count);
    expect(rows.every((row, index) => columnData.every(({ name, data }) => row[name] === data[index]))).toBe(true);
  });

  it("keep every digit of decimals, whatever they are stored as", async () => {
    const decimal = { repetition_type: "OPTIONAL", converted_type: "DECIMAL" } as const;
    const schema: SchemaElement[] = [
      { name: "root", num_children: 3 },
      { ...decimal, name: "small", type: "INT32", precision: 9, scale: 2 },
      { ...decimal, name: "large", type: "INT64", precision: 18, scale: 0 },
      { ...decimal, name: "huge", type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, precision: 38, scale: 10 },
    ];
    const columnData = [
      { name: "small", data: [115n, -5n, null] },
      { name: "large", data: [999_999_999_999_999_999n, -1n, 0n] },
      { name: "huge", data: [12_345_678_901_234_567_890_123_456_789n, -1n, null] },
    ];
    expect(await read({ schema, columnData })).toEqual([
      { small: "1.15", large: "999999999999999999", huge: "1234567890123456789.0123456789" },
      { small: "-0.05", large: "-1", huge: "-0.0000000001" },
      { small: null, large: "0", huge: null },
    ]);
  });

  it("say which texts are none, and keep a mark at the beginning of others", async () => {
    const schema: SchemaElement[] = [
      { name: "root", num_children: 1 },
      { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
    ];
    const texts = ["\uFEFFa", "é"].map((text) => new TextEncoder().encode(text));
    const [first, second, third] = await read({
      schema,
      columnData: [{ name: "text", data: [...texts, Uint8Array.of(0xff)] }],
    });
    expect([first, second]).toEqual([{ text: "\uFEFFa" }, { text: "é" }]);
    expect(third?.text).toBeInstanceOf(UnreadableValue);
  });

  it("are refused with their place when they are damaged", async () => {
    const damaged = new Uint8Array(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED" }));
    damaged.fill(0xff, 10, 2_000);
    await writeFile(path(), damaged);
    await expect(readParquet(path()).next()).rejects.toMatchObject({ code: "MODEL.UNREADABLE_FILE" });
    await truncate(path(), 1_000);
    await expect(readParquet(path()).next()).rejects.toMatchObject({ code: "MODEL.UNREADABLE_FILE" });
  });
});

describe("parts of a Parquet file", () => {
  const group = (rows: number, bytes: number) => ({ num_rows: BigInt(rows), total_byte_size: BigInt(bytes) });

  it("are its groups, each read once, unless one is large", () => {
    const parts = [...rowParts([group(10, 100), group(0, 0), group(5, 250), group(1, 1_000)], 100)];
    expect(parts.map(({ rowStart, rowEnd }) => [rowStart, rowEnd])).toEqual([
      [0, 10],
      [10, 12],
      [12, 14],
      [14, 15],
      [15, 16],
    ]);
  });

  it("of a group are told to read only their pages", async () => {
    expect([...rowParts([group(2, 300)], 100)].map(({ useOffsetIndex }) => useOffsetIndex)).toEqual([true, true]);
    expect([...rowParts([group(2, 100)], 100)].map(({ useOffsetIndex }) => useOffsetIndex)).toEqual([false]);
  });
});
