import { createHash } from "node:crypto";
import type { Connection } from "@dataflow/database";
import type { TableName } from "../../diff/table-name.ts";
import type { TableChecksum } from "../../snapshot/table-checksum.ts";
import type { DataDialect, TableSize } from "../data-dialect.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";

/** How rows are summed up on SQLite: the database runs in this process, and so does the hash. */
export const sqliteData: DataDialect = Object.freeze({ checksum, tableSizes } satisfies DataDialect);

const SEPARATOR = "\u0001";

/** Sums, so that the order of rows does not count and two equal rows do not cancel each other out. */
async function checksum(connection: Connection, table: TableName, columns: readonly string[]): Promise<TableChecksum> {
  const texts = columns.map((name) => canonicalText(quoteIdentifier(name)));
  const text = `SELECT ${texts.join(", ") || "1"} FROM ${quoteTable(table)}`;
  const sums = [0n, ...columns.map(() => 0n)];
  let count = 0;
  for await (const batch of connection.stream({ text }, [])) {
    for (const row of batch) {
      count += 1;
      sums[0] = (sums[0] ?? 0n) + hash(row.join(SEPARATOR));
      for (const index of columns.keys()) sums[index + 1] = (sums[index + 1] ?? 0n) + hash(String(row[index]));
    }
  }
  return {
    rows: count,
    whole: String(sums[0]),
    columns: Object.fromEntries(columns.map((name, index) => [name, String(sums[index + 1])])),
  };
}

/** A value with its type as text: 1, 1.0 and '1' are three values here. A text may hold NUL, where quote() would stop. */
function canonicalText(name: string): string {
  return `CASE typeof(${name}) WHEN 'text' THEN 't' || hex(CAST(${name} AS BLOB)) ELSE quote(${name}) END`;
}

function hash(text: string): bigint {
  const digest = createHash("sha256").update(text).digest();
  return digest.readBigUInt64BE(0) * 2n ** 64n + digest.readBigUInt64BE(8);
}

async function tableSizes(connection: Connection): Promise<readonly TableSize[]> {
  const { rows } = await connection.query(
    `SELECT s.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name
     WHERE s.tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\' GROUP BY s.tbl_name`,
  );
  return rows.map(({ name, bytes }) => ({ table: { name: String(name) }, bytes: Number(bytes) }));
}
