import type { DialectCodec } from "../dialects/column-codec.ts";
import type { AggregateStatement } from "../statement/statement.ts";
import { groupRows } from "./group-rows.ts";
import { limitRows, matchRows, type SelectChain, skipRows, sortRows, startChain } from "./select-chain.ts";
import type { StatementScope } from "./statement-form.ts";

/**
 * An aggregation as SELECTs: one that computes, and one around it that chooses and orders.
 *
 * @param statement the aggregation
 * @param scope the table and its dialect
 * @returns the chain
 */
export function aggregateChain<Codec extends DialectCodec>(
  statement: AggregateStatement,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const { where, sort = [], groupBy: keys, aggregates, having, orderBy, limit, offset } = statement;
  const rows = sortRows(matchRows(startChain(scope), where, scope), sort, scope);
  const groups = groupRows(rows, { keys, aggregates, hasEmptyGroup: true }, scope);
  const chosen = sortRows(matchRows(groups, having, scope), orderBy, scope);
  const skipped = offset === undefined ? chosen : skipRows(chosen, offset, scope);
  return limit === undefined ? skipped : limitRows(skipped, limit, scope);
}
