import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column } from "../dialects/query-dialect.ts";
import type { UnwindStage } from "../pipeline/unwind-stage.ts";
import { documentColumn } from "./document-column.ts";
import { ascending, closeRows, type SelectChain } from "./select-chain.ts";
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
  const array = columnOf({ columns: named.open.columns, table: scope.view.table }, stage.field);
  const { join, element, index } = unwindText(array, stage, scope);
  const place = placeColumn(stage.index ?? "place", index, scope);
  const columns = new Map([...named.open.columns].filter(([name]) => !name.startsWith(`${stage.field}.`)));
  for (const [name, column] of unwoundColumns(array, element, stage, scope)) columns.set(name, column);
  if (stage.index !== undefined) columns.set(stage.index, place);
  const open = { ...named.open, columns, ties: [...named.open.ties, ascending(place)] };
  const result = closeRows({ closed: named.closed, open }, scope);
  const closed = result.closed.map((select, at) => (at === named.closed.length ? { ...select, join } : select));
  return { closed, open: result.open };
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
