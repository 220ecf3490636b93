import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column } from "../dialects/query-dialect.ts";
import type { UnwindStage } from "../pipeline/unwind-stage.ts";
import { documentColumn } from "./document-column.ts";
import { ascending, closeRows, closeWith, firstName, type OpenSelect, type SelectChain } from "./select-chain.ts";
import type { StatementScope } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/**
 * Makes a row of each element of an array. The elements of one row keep their order.
 *
 * @param chain the query so far
 * @param stage the array, and what becomes of its elements
 * @param scope the table and its dialect
 * @returns the query with a new open SELECT
 */
export function unwindRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  stage: UnwindStage,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  // What unwinds has columns too: the rows' own must have other names.
  const named = closeRows(chain, scope);
  const column = columnOf({ columns: named.open.columns, table: scope.view.table }, stage.field);
  if (stage.keys !== undefined) return unwindPlace(named, { ...stage, keys: stage.keys }, column, scope);
  const { join, element, index } = unwindText(column, stage, scope);
  const columns = new Map([...named.open.columns].filter(([name]) => !name.startsWith(`${stage.field}.`)));
  for (const [name, unwound] of unwoundColumns(column, element, stage, scope)) columns.set(name, unwound);
  const open = withPlace({ ...named.open, columns }, stage, index, scope);
  const result = closeRows({ closed: named.closed, open }, scope);
  return { closed: joined(result.closed, named.closed.length, join), open: result.open };
}

/** Unwinds an array in a document: the list is a column for as long as it takes, then its elements go into the document. */
function unwindPlace<Codec extends DialectCodec>(
  named: SelectChain<Codec>,
  stage: UnwindStage & { readonly keys: readonly string[] },
  column: Column<Codec>,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const { documents } = scope.dialect;
  const found = closeWith(named, scope, [documents.value(column.sql, stage.keys)]);
  const document = columnOf({ columns: found.open.columns, table: scope.view.table }, stage.field);
  const list = firstName(0);
  const { join, element, index } = documents.unwindValue({ ...document, sql: list }, stage.keepsEmpty);
  const changed = documents.replace(document.sql, stage.keys, { list, element });
  const result = closeWith({ closed: found.closed, open: withPlace(found.open, stage, index, scope) }, scope, [
    changed,
  ]);
  const { isPart: _, ...whole } = document;
  const columns = new Map([...result.open.columns, [stage.field, { ...whole, sql: list }] as const]);
  return { closed: joined(result.closed, found.closed.length, join), open: { ...result.open, columns } };
}

/** The place of an element tells rows apart, and is a column when it was asked for. */
function withPlace<Codec extends DialectCodec>(
  open: OpenSelect<Codec>,
  { index }: UnwindStage,
  sql: string,
  scope: StatementScope<Codec>,
): OpenSelect<Codec> {
  const place = placeColumn(index ?? "place", sql, scope);
  const columns = index === undefined ? open.columns : new Map([...open.columns, [index, place] as const]);
  return { ...open, columns, ties: [...open.ties, ascending(place)] };
}

function joined<Codec extends DialectCodec>(
  closed: SelectChain<Codec>["closed"],
  index: number,
  join: string,
): SelectChain<Codec>["closed"] {
  return closed.map((select, at) => (at === index ? { ...select, join } : select));
}

function unwindText<Codec extends DialectCodec>(
  array: Column<Codec>,
  { element, keepsEmpty }: UnwindStage,
  { dialect }: StatementScope<Codec>,
) {
  if (element !== undefined) return dialect.unwind(array, element, keepsEmpty);
  return array.parts === undefined
    ? dialect.documents.unwindValue(array, keepsEmpty)
    : dialect.documents.unwind(array.sql, keepsEmpty);
}

/** The element, and beside a document all that it holds. */
function unwoundColumns<Codec extends DialectCodec>(
  array: Column<Codec>,
  sql: string,
  { field: name, element: type }: UnwindStage,
  scope: StatementScope<Codec>,
): readonly (readonly [string, Column<Codec>])[] {
  const { dialect, view } = scope;
  const { parts } = array;
  if (parts === undefined) {
    const { field, token } = array;
    const element = type ?? field.type;
    const codec = dialect.codec(element, `${view.table.label}.${name}`);
    return [[name, { field: { ...field, type: element, nullable: true }, token, sql, codec }]];
  }
  const copies = Array.from(parts, ([part, column], index) => {
    const field = { ...column.field, name: `${name}.${part}`, nullable: true };
    return [field.name, { ...column, field, sql: dialect.documents.part(sql, index, column), isPart: true }] as const;
  });
  return [[name, documentColumn({ name, sql, parts, isList: false }, scope)], ...copies];
}

function placeColumn<Codec extends DialectCodec>(
  name: string,
  sql: string,
  { dialect, view }: StatementScope<Codec>,
): Column<Codec> {
  const type = { kind: "integer" } as const;
  const codec = dialect.codec(type, `${view.table.label}.${name}`);
  return { field: { name, column: name, type, nullable: true }, token: "u,", sql, codec };
}
