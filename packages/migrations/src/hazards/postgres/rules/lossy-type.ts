import { tableLabel } from "../../../diff/table-name.ts";
import { countAltered } from "../../../facts/count-facts.ts";
import { isWidening } from "../../../operations/postgres/column-types.ts";
import { serverType } from "../../../operations/postgres/server-type.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, isUntouched, type PostgresContext } from "../postgres-context.ts";
import { sqlName, sqlTable } from "../tree.ts";
import { type TypeChange, typeChangeOf } from "../type-change.ts";

/** D2 */
export const lossyType: HazardRule<PostgresContext> = {
  id: "lossy-type",
  title: "A change of type alters values, or meets values that it cannot take",
  async find(context) {
    const found = await Promise.all(typeChangeOf(context).map((change) => hazardOf(context, change)));
    return found.flat();
  },
};

async function hazardOf(context: PostgresContext, change: TypeChange): Promise<readonly Hazard[]> {
  const { table, column, from, to, hasUsing, cost } = change;
  if (cost === "free" || (from !== undefined && keepsValues(from, to) && !hasUsing)) return [];
  const old = catalogColumn(context, table, column)?.definition.type;
  const { connection } = context.facts;
  if (!hasUsing && connection !== undefined && old !== undefined && isUntouched(context, table)) {
    return counted(context, change, old);
  }
  if (from === undefined && !hasUsing) return [];
  const message = `Values of ${tableLabel(table)}.${column} may be altered on their way to ${to}, and nobody has counted how many`;
  return [
    ownHazard(context, {
      table,
      level: "MEDIUM",
      message,
      fix: fixOf(change),
      evidence: [stated("rows that would be altered", "unknown")],
    }),
  ];
}

async function counted(
  context: PostgresContext,
  { table, column, to }: TypeChange,
  type: string,
): Promise<readonly Hazard[]> {
  const { connection } = context.facts;
  if (connection === undefined) return [];
  const { altered, fails } = await countAltered(connection, { table, column, type, newType: to });
  if (altered.value === 0 && altered.isExact) return [];
  const place = `${tableLabel(table)}.${column}`;
  const message = fails
    ? `Some value of ${place} cannot be converted: the server refuses it`
    : altered.value === undefined
      ? `Nobody knows how many values of ${place} would be altered: counting took too long`
      : `Values of ${place} that would be altered: ${altered.value}`;
  const fix = fixOf({ table, column, to });
  return [
    ownHazard(context, {
      table,
      level: fails || altered.value !== undefined ? "HIGH" : "MEDIUM",
      message,
      fix,
      evidence: [altered.evidence],
    }),
  ];
}

function fixOf({ table, column, to }: Pick<TypeChange, "table" | "column" | "to">): string {
  return safely(
    `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(`${column}_new`)} ${to}`,
    "-- fill it in batches, look at the rows where the two disagree, and keep the old column until nobody misses it",
  );
}

/** Every value of the old type is one of the new type; what the zone of a time means is another rule's. */
function keepsValues(from: string, to: string): boolean {
  const areTimes = [from, to].every((type) => /^timestamp(?:tz)?$/.test(type));
  return areTimes || isWidening(serverType(from), serverType(to));
}
