import type { DialectCodec } from "../dialects/column-codec.ts";
import { type Printing, printFilter } from "./print-filter.ts";
import type { OutputColumn } from "./row-reader.ts";
import { type Scan, scanFilter } from "./scan-filter.ts";
import { type OpenSelect, orderText, type SelectChain } from "./select-chain.ts";
import { type PrintedStatement, type StatementScope, startPrinting } from "./statement-form.ts";

/**
 * Collects the shape and the parameters of a chain of SELECTs, the innermost first, as their placeholders stand in the
 * text.
 *
 * @param chain the chain
 * @param scope the table and its dialect
 * @param scan what is added to
 */
export function scanChain<Codec extends DialectCodec>(
  { closed, open }: SelectChain<Codec>,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  for (const { select, exports, join, orderBy, groupBy } of closed) {
    scan.shape += `${exports.join()}${join}${orderBy}${groupBy};`;
    scanSelectParts(select, scope, scan);
  }
  // The reader gives values the names of the outputs, so they belong to the shape; never to the text.
  for (const [name, { sql }] of open.columns) scan.shape += `${sql}${JSON.stringify(name)}`;
  scan.shape += orderText([...open.order, ...open.ties], scope);
  scanSelectParts(open, scope, scan);
}

function scanSelectParts<Codec extends DialectCodec>(
  { conditions, limit, offset }: OpenSelect<Codec>,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  for (const { where, columns } of conditions) {
    // A name can mean another column than before it: the columns are in the shape, not their places alone.
    scan.shape += `?${[...columns.values()].map(({ sql }) => sql).join()}`;
    scanFilter(where, { ...scope, view: { table: scope.view.table, columns } }, scan);
  }
  if (limit !== undefined) {
    scan.shape += "l";
    scan.parameters.push(limit);
  }
  if (offset !== undefined) {
    scan.shape += "f";
    scan.parameters.push(offset);
  }
}

/**
 * Prints a chain of SELECTs. Conditions on outputs are conditions on columns, and names that a user gave to outputs never
 * come into the text.
 *
 * @param chain the chain
 * @param scope the table and its dialect
 * @returns the statement
 */
export function printChain<Codec extends DialectCodec>(
  { closed, open }: SelectChain<Codec>,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const first = startPrinting(scope);
  const later: Printing<Codec> = { ...first, qualifier: '"g".' };
  let source = scope.view.sql;
  for (const { select, exports, join, orderBy, groupBy } of closed) {
    const printing = source === scope.view.sql ? first : later;
    const where = printConditions(select, printing);
    source = `(SELECT ${exports.join(", ")} FROM ${source}${join}${where}${groupBy}${orderBy}${printPage(select, printing)}) AS "g"`;
  }
  const columns = [...open.columns];
  const list = columns.map(([, { codec, sql }]) => codec.read(sql)).join(", ");
  const printing = closed.length === 0 ? first : later;
  const where = printConditions(open, printing);
  const keys = orderText([...open.order, ...open.ties], scope);
  const order = keys === "" ? "" : ` ORDER BY ${keys}`;
  return {
    text: `SELECT ${list} FROM ${source}${where}${order}${printPage(open, printing)}`,
    outputs: columns.map(([name, { codec }]) => output(name, codec.decode)),
  };
}

/** A key of several fields is an object: its parts are named after it, with a dot between. */
function output(name: string, decode: (raw: unknown) => unknown): OutputColumn {
  const dot = name.indexOf(".");
  return dot < 0 ? { name, decode } : { name: name.slice(dot + 1), parent: name.slice(0, dot), decode };
}

function printConditions<Codec extends DialectCodec>(
  { conditions }: OpenSelect<Codec>,
  printing: Printing<Codec>,
): string {
  if (conditions.length === 0) return "";
  const texts = conditions.map(({ where, columns }) => {
    const text = printFilter(where, { ...printing, view: { ...printing.view, columns } });
    return conditions.length > 1 ? `(${text})` : text;
  });
  return ` WHERE ${texts.join(" AND ")}`;
}

function printPage<Codec extends DialectCodec>(
  { limit, offset }: OpenSelect<Codec>,
  { dialect, place }: Printing<Codec>,
): string {
  return dialect.page(limit === undefined ? undefined : place(), offset === undefined ? undefined : place());
}
