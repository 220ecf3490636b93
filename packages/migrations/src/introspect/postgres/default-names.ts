import { Buffer } from "node:buffer";

const LONGEST_BYTES = 63;

/**
 * The name that the server gives to something that belongs to a column when nobody gives one: table, column and a
 * label, of which the longer of the first two is shortened until the whole fits.
 *
 * @param table the table's name
 * @param column the column's name
 * @param label `"not_null"`, `"seq"`
 * @returns the name, as long as no other object had it first
 */
export function defaultName(table: string, column: string, label: string): string {
  let tableBytes = Buffer.byteLength(table);
  let columnBytes = Buffer.byteLength(column);
  const room = LONGEST_BYTES - Buffer.byteLength(label) - 2;
  while (tableBytes + columnBytes > room) {
    if (tableBytes > columnBytes) tableBytes -= 1;
    else columnBytes -= 1;
  }
  return `${cutToBytes(table, tableBytes)}_${cutToBytes(column, columnBytes)}_${label}`;
}

/** As many whole characters as fit into so many bytes. */
function cutToBytes(name: string, bytes: number): string {
  let cut = name;
  while (Buffer.byteLength(cut) > bytes) cut = [...cut].slice(0, -1).join("");
  return cut;
}
