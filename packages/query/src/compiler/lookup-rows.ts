import { everything } from "../ast/everything-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column } from "../dialects/query-dialect.ts";
import type { LookupStage } from "../pipeline/lookup-stage.ts";
import { documentColumn, givenColumns } from "./document-column.ts";
import {
  closeRows,
  closeWith,
  firstName,
  type LookupSelect,
  matchRows,
  type SelectChain,
  startChain,
  withoutPage,
} from "./select-chain.ts";
import { rowsAlias, type StatementScope, tableAlias } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** Lets rows pass stages. */
export type PassStages<Codec extends DialectCodec> = (
  chain: SelectChain<Codec>,
  stages: LookupStage["stages"],
  scope: StatementScope<Codec>,
) => SelectChain<Codec>;

/**
 * Puts a list of documents beside each row: a subquery over the other table, which sees the row.
 *
 * @param chain the query so far
 * @param stage the other table, and what its rows must have in common with a row
 * @param scope the table and its dialect
 * @param pass lets the other table's rows pass the stages that the lookup has of its own
 * @returns the query with a new open SELECT
 */
export function lookupRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  stage: LookupStage,
  scope: StatementScope<Codec>,
  pass: PassStages<Codec>,
): SelectChain<Codec> {
  // The subquery's table has columns too: those of the rows must have names of their own.
  const { closed, open } = chain.closed.length === 0 ? closeRows(chain, scope) : withoutPage(chain, scope);
  const lookup = lookupSelect(stage, { columns: open.columns, table: scope.view.table }, scope, pass);
  const result = closeWith({ closed, open }, scope, [lookup]);
  const column = documentColumn(
    { name: stage.as, sql: firstName(0), parts: givenColumns(lookup.chain.open.columns), isList: true },
    scope,
  );
  const kept = [...result.open.columns].filter(([name]) => name !== stage.as && !name.startsWith(`${stage.as}.`));
  return {
    closed: result.closed,
    open: { ...result.open, columns: new Map([...kept, [stage.as, column]]) },
  };
}

function lookupSelect<Codec extends DialectCodec>(
  stage: LookupStage,
  rows: Parameters<typeof columnOf<Codec>>[0],
  scope: StatementScope<Codec>,
  pass: PassStages<Codec>,
): LookupSelect<Codec> {
  const inner = lookupScope(stage, scope);
  const left = columnOf(inner.view, stage.foreignField);
  const right = columnOf(rows, stage.localField);
  const join = sameValue(
    { ...left, sql: `${tableAlias(inner)}.${left.sql}` },
    { ...right, sql: `${rowsAlias(scope)}.${right.sql}` },
  );
  const started = startChain(inner);
  const chain = seenRows({ ...started, open: { ...started.open, join } }, stage, inner);
  return { kind: "lookup", chain: withoutPage(pass(chain, stage.stages, inner), inner), scope: inner };
}

/**
 * The other table of a lookup, as it is read inside of the statement.
 *
 * @param stage the lookup
 * @param scope the table and its dialect
 * @returns the other table, with aliases of its own
 */
export function lookupScope<Codec extends DialectCodec>(
  { source }: Pick<LookupStage, "source">,
  scope: StatementScope<Codec>,
): StatementScope<Codec> {
  return { ...scope, view: scope.viewOf(source.table), lookups: (scope.lookups ?? 0) + 1 };
}

/** Keeps those rows of the other table that there are for its readers. */
export function seenRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  { source }: Pick<LookupStage, "source">,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  return matchRows(chain, source.visible?.() ?? everything(), scope);
}

/** That two columns have a value in common; null finds null, said so that an index is of use. */
export function sameValue<Codec extends DialectCodec>(left: Column<Codec>, right: Column<Codec>): string {
  const equal = `${left.sql} = ${right.sql}`;
  const areNullable = left.field.nullable && right.field.nullable;
  return areNullable ? `(${equal} OR (${left.sql} IS NULL AND ${right.sql} IS NULL))` : equal;
}
