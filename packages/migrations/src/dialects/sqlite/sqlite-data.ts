import type { Connection } from "@dataflow/database";
import type { TableName } from "../../diff/table-name.ts";
import type { TableChecksum } from "../../snapshot/table-checksum.ts";
import type { DataDialect, TableSize } from "../data-dialect.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";
import { HashSum } from "./hash-sum.ts";

/** How rows are summed up on SQLite: the database runs in this process, and so does the hash. */
export const sqliteData: DataDialect = Object.freeze({ checksum, tableSizes } satisfies DataDialect);

/** Sums, so that the order of rows does not count and two equal rows do not cancel each other out. */
async function checksum(connection: Connection, table: TableName, columns: readonly string[]): Promise<TableChecksum> {
  const texts = columns.map((name) => canonicalText(quoteIdentifier(name)));
  const text = `SELECT ${texts.join(", ") || "1"} FROM ${quoteTable(table)}`;
  const whole = new HashSum();
  const sums = columns.map((name) => ({ name, sum: new HashSum() }));
  let count = 0;
  for await (const batch of connection.stream({ text }, [])) {
    for (const row of batch) {
      count += 1;
      whole.add(row.join(","));
      for (const [index, { sum }] of sums.entries()) sum.add(String(row[index]));
    }
  }
  return {
    rows: count,
    whole: whole.text,
    columns: Object.fromEntries(sums.map(({ name, sum }) => [name, sum.text])),
  };
}

/** A value with its type as text: 1, 1.0 and '1' are three values here. A text may hold NUL, where quote() would stop. */
function canonicalText(name: string): string {
  return `CASE typeof(${name}) WHEN 'text' THEN 't' || hex(CAST(${name} AS BLOB)) ELSE quote(${name}) END`;
}

async function tableSizes(connection: Connection): Promise<readonly TableSize[]> {
  const { rows } = await connection.query(
    `SELECT s.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name
     WHERE s.tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\' GROUP BY s.tbl_name`,
  );
  return rows.map(({ name, bytes }) => ({ table: { name: String(name) }, bytes: Number(bytes) }));
}
