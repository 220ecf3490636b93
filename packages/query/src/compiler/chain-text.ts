import type { DialectCodec } from "../dialects/column-codec.ts";
import { documentText, givenColumns, outputOf } from "./document-column.ts";
import { type Printing, printFilter } from "./print-filter.ts";
import { type Scan, scanFilter } from "./scan-filter.ts";
import {
  type FirstColumn,
  firstName,
  type JoinedSelect,
  type LookupSelect,
  type OpenSelect,
  orderText,
  type SelectChain,
} from "./select-chain.ts";
import { type PrintedStatement, rowsAlias, type StatementScope, startPrinting, tableAlias } from "./statement-form.ts";

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
  scanSelects({ closed, open }, scope, scan);
  // The reader gives values the names of the outputs, so they belong to the shape; never to the text.
  for (const [name, { sql }] of givenColumns(open.columns)) scan.shape += `${sql}${JSON.stringify(name)}`;
  scan.shape += orderText([...open.order, ...open.ties], scope);
  scanPage(open, scan);
}

/** All but the page of the open SELECT. Lookups stand in lists of columns, so those of the outermost come first. */
function scanSelects<Codec extends DialectCodec>(
  { closed, open }: SelectChain<Codec>,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  for (const { first = [] } of closed.toReversed()) {
    for (const column of first) scanFirst(column, scan);
  }
  for (const { select, exports, join, joined, orderBy, groupBy } of closed) {
    scan.shape += `${exports.join()}${join}${orderBy}${groupBy};`;
    if (joined !== undefined) scanJoined(joined, scan);
    scanConditions(select, scope, scan);
    scanPage(select, scan);
  }
  scanConditions(open, scope, scan);
}

function scanFirst<Codec extends DialectCodec>(column: FirstColumn<Codec>, scan: Scan): void {
  if (column.kind === "lookup") {
    scanLookup(column, scan);
    return;
  }
  scan.shape += `p${column.print(() => "?")};`;
  scan.parameters.push(column.parameter);
}

function scanLookup<Codec extends DialectCodec>({ chain, scope }: LookupSelect<Codec>, scan: Scan): void {
  const { columns, order, ties } = chain.open;
  scan.shape += `l${scope.view.id}(`;
  for (const [name, { sql }] of givenColumns(columns)) scan.shape += `${sql}${JSON.stringify(name)}`;
  scan.shape += orderText([...order, ...ties], scope);
  scanSelects(chain, scope, scan);
  scan.shape += ")";
}

function scanJoined<Codec extends DialectCodec>(
  { chain, scope, exports, on, keepsEmpty }: JoinedSelect<Codec>,
  scan: Scan,
): void {
  scan.shape += `j${scope.view.id}${keepsEmpty ? "l" : ""}(${exports.join()}${on};`;
  scanSelects(chain, scope, scan);
  scan.shape += ")";
}

function scanConditions<Codec extends DialectCodec>(
  { conditions, join }: OpenSelect<Codec>,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  if (join !== undefined) scan.shape += join;
  for (const { where, columns } of conditions) {
    // A name can mean another column than before it: the columns are in the shape, not their places alone.
    scan.shape += `?${[...columns.values()].map(({ sql }) => sql).join()}`;
    scanFilter(where, { ...scope, view: { table: scope.view.table, columns } }, scan);
  }
}

function scanPage<Codec extends DialectCodec>({ limit, offset }: OpenSelect<Codec>, scan: Scan): void {
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
  chain: SelectChain<Codec>,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const { open } = chain;
  const first = startPrinting(scope);
  const columns = [...givenColumns(open.columns)];
  const list = columns.map(([, { codec, sql }]) => codec.read(sql)).join(", ");
  const rows = printSelects(chain, scope, first);
  const keys = orderText([...open.order, ...open.ties], scope);
  const order = keys === "" ? "" : ` ORDER BY ${keys}`;
  return {
    text: `SELECT ${list}${rows}${order}${printPage(open, first)}`,
    outputs: columns.map(([name, { codec }]) => outputOf(name, codec.decode)),
  };
}

/** FROM and WHERE of the open SELECT, with all those that it reads from. */
function printSelects<Codec extends DialectCodec>(
  { closed, open }: SelectChain<Codec>,
  scope: StatementScope<Codec>,
  first: Printing<Codec>,
): string {
  const alias = rowsAlias(scope);
  const later: Printing<Codec> = { ...first, qualifier: `${alias}.` };
  const lists = closed
    .toReversed()
    .map(({ first: columns = [] }) => columns.map((column, at) => `${printFirst(column, first)} AS ${firstName(at)}, `))
    .reverse();
  let source = scope.lookups === undefined ? scope.view.sql : `${scope.view.sql} AS ${tableAlias(scope)}`;
  for (const [index, { select, exports, join, joined, orderBy, groupBy }] of closed.entries()) {
    const printing = index === 0 ? first : later;
    const other = joined === undefined ? "" : printJoined(joined, printing);
    const where = printConditions(select, printing);
    const list = `${lists[index]?.join("") ?? ""}${exports.join(", ")}`;
    source = `(SELECT ${list} FROM ${source}${join}${other}${where}${groupBy}${orderBy}${printPage(select, printing)}) AS ${alias}`;
  }
  return ` FROM ${source}${printConditions(open, closed.length === 0 ? first : later)}`;
}

function printFirst<Codec extends DialectCodec>(column: FirstColumn<Codec>, printing: Printing<Codec>): string {
  return column.kind === "lookup" ? printLookup(column, printing) : column.print(printing.place);
}

/** A list of documents as one value: a subquery that always gives a row. */
function printLookup<Codec extends DialectCodec>(
  { chain, scope }: LookupSelect<Codec>,
  { place }: Printing<Codec>,
): string {
  const { columns, order, ties } = chain.open;
  const first: Printing<Codec> = { ...scope, place, parameters: undefined, qualifier: `${tableAlias(scope)}.` };
  const document = documentText(givenColumns(columns), scope);
  const list = scope.dialect.documents.collect(document, orderText([...order, ...ties], scope));
  return `(SELECT ${list}${printSelects(chain, scope, first)})`;
}

function printJoined<Codec extends DialectCodec>(
  { chain, scope, exports, alias, on, keepsEmpty }: JoinedSelect<Codec>,
  { place }: Printing<Codec>,
): string {
  const first: Printing<Codec> = { ...scope, place, parameters: undefined, qualifier: `${tableAlias(scope)}.` };
  const rows = `(SELECT ${exports.join(", ")}${printSelects(chain, scope, first)})`;
  return ` ${keepsEmpty ? "LEFT JOIN" : "JOIN"} ${rows} AS ${alias} ON ${on}`;
}

function printConditions<Codec extends DialectCodec>(
  { conditions, join }: OpenSelect<Codec>,
  printing: Printing<Codec>,
): string {
  const texts = conditions.map(({ where, columns }) => {
    const text = printFilter(where, { ...printing, view: { ...printing.view, columns } });
    return conditions.length > 1 || join !== undefined ? `(${text})` : text;
  });
  const all = join === undefined ? texts : [join, ...texts];
  return all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
}

function printPage<Codec extends DialectCodec>(
  { limit, offset }: OpenSelect<Codec>,
  { dialect, place }: Printing<Codec>,
): string {
  return dialect.page(limit === undefined ? undefined : place(), offset === undefined ? undefined : place());
}
