import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column, DocumentParts } from "../dialects/query-dialect.ts";
import type { LookupStage } from "../pipeline/lookup-stage.ts";
import type { PipelineStage } from "../pipeline/pipeline-stage.ts";
import type { UnwindStage } from "../pipeline/unwind-stage.ts";
import { documentColumn, documentText } from "./document-column.ts";
import { lookupScope, type PassStages, sameValue, seenRows } from "./lookup-rows.ts";
import { closeRows, type JoinedSelect, type OrderItem, type SelectChain, startChain } from "./select-chain.ts";
import { rowsAlias, type StatementScope } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** Two stages that are one join. */
export interface JoinStages {
  readonly lookup: LookupStage;
  readonly unwind: UnwindStage;
}

/** Rows that are joined, as a SELECT of their own. */
interface JoinedRows<Codec extends DialectCodec> {
  readonly chain: SelectChain<Codec>;
  readonly scope: StatementScope<Codec>;
}

/** What the joined rows are called. */
const ALIAS = '"u"';

/**
 * Finds a `$lookup` whose list is unwound at once. Nobody sees the list then, unless the places in it are asked for.
 *
 * @param stage a stage
 * @param next the one after it
 * @returns both; undefined where they are not one join
 */
export function joinStages(stage: PipelineStage, next: PipelineStage | undefined): JoinStages | undefined {
  if (stage.kind !== "lookup" || next?.kind !== "unwind" || next.field !== stage.as) return undefined;
  return next.keys === undefined && next.index === undefined ? { lookup: stage, unwind: next } : undefined;
}

/**
 * Makes a row of each pair of a row and one that was looked up for it: a join, which the database can do in any way it
 * likes, and in the order that the list would have had.
 *
 * @param chain the query so far
 * @param stages the lookup and what unwinds it
 * @param scope the table and its dialect
 * @param pass lets the other table's rows pass the stages that the lookup has of its own
 * @returns the query with a new open SELECT; undefined where each row has a page or groups of its own
 */
export function joinRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  { lookup, unwind }: JoinStages,
  scope: StatementScope<Codec>,
  pass: PassStages<Codec>,
): SelectChain<Codec> | undefined {
  const inner = lookupScope(lookup, scope);
  const rows = { chain: pass(seenRows(startChain(inner), lookup, inner), lookup.stages, inner), scope: inner };
  const joined = joinedColumns(rows, { lookup, unwind });
  if (joined === undefined) return undefined;
  // The joined rows have columns too: the rows' own must have other names.
  const named = closeRows(chain, scope);
  const local = columnOf({ columns: named.open.columns, table: scope.view.table }, lookup.localField);
  const on = sameValue(joined.foreign, { ...local, sql: `${rowsAlias(scope)}.${local.sql}` });
  const columns = new Map([...named.open.columns].filter(([name]) => !isUnder(name, lookup.as)));
  for (const [name, column] of documentColumns(joined, { lookup, unwind }, scope)) columns.set(name, column);
  const open = { ...named.open, columns, ties: [...named.open.ties, ...joined.order] };
  const result = closeRows({ closed: named.closed, open }, scope);
  const join = { ...rows, exports: joined.exports, on, alias: ALIAS, keepsEmpty: unwind.keepsEmpty };
  return { closed: withJoin(result.closed, named.closed.length, join), open: result.open };
}

function isUnder(name: string, field: string): boolean {
  return name === field || name.startsWith(`${field}.`);
}

/** What the joined rows give. */
interface JoinedColumns<Codec extends DialectCodec> {
  readonly exports: readonly string[];
  readonly parts: DocumentParts<Codec>;
  readonly foreign: Column<Codec>;
  /** What is null only where no row was joined. */
  readonly present: Column<Codec>;
  readonly order: readonly OrderItem<Codec>[];
}

/** Undefined where what is joined is more than some rows of the table in an order. */
function joinedColumns<Codec extends DialectCodec>(
  { chain: { closed, open }, scope }: JoinedRows<Codec>,
  { lookup: { foreignField }, unwind: { keepsEmpty } }: JoinStages,
): JoinedColumns<Codec> | undefined {
  const { table } = scope.view;
  const key = table.primaryKey.map((name) => columnOf(scope.view, name)).find(({ field }) => !field.nullable);
  const isPaged = open.limit !== undefined || open.offset !== undefined;
  if (closed.length > 0 || isPaged || key === undefined) return undefined;
  const exports: string[] = [];
  const given = (column: Column<Codec>): Column<Codec> => {
    const name = quoteIdentifier(`p${exports.length + 1}`);
    exports.push(`${column.sql} AS ${name}`);
    return { ...column, sql: `${ALIAS}.${name}` };
  };
  return {
    exports,
    parts: new Map(Array.from(open.columns, ([name, column]) => [name, given(column)])),
    foreign: given(columnOf(scope.view, foreignField)),
    present: given(key),
    order: [...open.order, ...open.ties].map((item) => {
      const column = given(item.column);
      return { ...item, column: keepsEmpty ? orNull(column) : column };
    }),
  };
}

/** Where nothing was joined, every column is null. */
function orNull<Codec extends DialectCodec>(column: Column<Codec>): Column<Codec> {
  return { ...column, field: { ...column.field, nullable: true } };
}

/** The document, and beside it all that it holds. */
function documentColumns<Codec extends DialectCodec>(
  { parts, present }: JoinedColumns<Codec>,
  { lookup: { as: name }, unwind: { keepsEmpty } }: JoinStages,
  scope: StatementScope<Codec>,
): readonly (readonly [string, Column<Codec>])[] {
  const document = documentText(parts, scope);
  const sql = keepsEmpty ? `CASE WHEN ${present.sql} IS NOT NULL THEN ${document} END` : document;
  const copies = Array.from(parts, ([part, column]) => {
    const field = { ...column.field, name: `${name}.${part}`, nullable: true };
    return [field.name, { ...column, field, isPart: true }] as const;
  });
  return [[name, documentColumn({ name, sql, parts, isList: false }, scope)], ...copies];
}

function withJoin<Codec extends DialectCodec>(
  closed: SelectChain<Codec>["closed"],
  index: number,
  joined: JoinedSelect<Codec>,
): SelectChain<Codec>["closed"] {
  return closed.map((select, at) => (at === index ? { ...select, joined } : select));
}
