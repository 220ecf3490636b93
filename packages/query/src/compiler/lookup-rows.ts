import { everything } from "../ast/everything-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
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
  { source, localField, foreignField, stages }: LookupStage,
  rows: Parameters<typeof columnOf<Codec>>[0],
  scope: StatementScope<Codec>,
  pass: PassStages<Codec>,
): LookupSelect<Codec> {
  const lookups = (scope.lookups ?? 0) + 1;
  const inner: StatementScope<Codec> = { ...scope, view: scope.viewOf(source.table), lookups };
  const local = columnOf(rows, localField);
  const foreign = columnOf(inner.view, foreignField);
  const [left, right] = [`${tableAlias(inner)}.${foreign.sql}`, `${rowsAlias(scope)}.${local.sql}`];
  // Null finds null, said so that an index is of use.
  const nulls = local.field.nullable && foreign.field.nullable ? ` OR (${left} IS NULL AND ${right} IS NULL)` : "";
  const started = startChain(inner);
  const joined = {
    ...started,
    open: { ...started.open, join: nulls === "" ? `${left} = ${right}` : `(${left} = ${right}${nulls})` },
  };
  const seen = matchRows(joined, source.visible?.() ?? everything(), inner);
  return { kind: "lookup", chain: withoutPage(pass(seen, stages, inner), inner), scope: inner };
}
