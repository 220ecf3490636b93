import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column } from "../dialects/query-dialect.ts";
import type { UnwindStage } from "../pipeline/unwind-stage.ts";
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
  { field, element, index, keepsEmpty }: UnwindStage,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  // What unwinds has columns too: the rows' own must have other names.
  const named = closeRows(chain, scope);
  const array = columnOf({ columns: named.open.columns, table: scope.view.table }, field);
  const { join, ...text } = scope.dialect.unwind(array, element, keepsEmpty);
  const place = placeColumn(index ?? "place", text.index, scope);
  const unwound: Column<Codec> = {
    ...array,
    sql: text.element,
    field: { ...array.field, type: element, nullable: true },
    codec: scope.dialect.codec(element, `${scope.view.table.label}.${field}`),
  };
  const columns = new Map([...named.open.columns, [field, unwound] as const]);
  if (index !== undefined) columns.set(index, place);
  const open = { ...named.open, columns, ties: [...named.open.ties, ascending(place)] };
  const result = closeRows({ closed: named.closed, open }, scope);
  const closed = result.closed.map((select, at) => (at === named.closed.length ? { ...select, join } : select));
  return { closed, open: result.open };
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
