import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { sqlName, sqlTable } from "../tree.ts";
import { type TypeChange, typeChangeOf } from "../type-change.ts";

/** L14 */
export const typeRewrite: HazardRule<PostgresContext> = {
  id: "type-rewrite",
  title: "Another type writes the whole table and its indexes anew",
  find(context) {
    return typeChangeOf(context).flatMap((change) => {
      if (change.cost === "free" || isZoneChange(change)) return [];
      const { table, column, from, to, cost } = change;
      const was = from === undefined ? "its type now is not known" : `it is ${from} now`;
      const how =
        cost === "rewrite" ? "all its rows and indexes are written anew" : "its rows may have to be written anew";
      const message = `Nobody can read or write ${tableLabel(table)} while ${how}, for ${column} becomes ${to}; ${was}`;
      const level = cost === "rewrite" ? "HIGH" : cost === "unknown" ? "MEDIUM" : "LOW";
      const evidence = [stated(`type of ${column} now`, from ?? "unknown"), stated(`type of ${column} then`, to)];
      return [
        blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix: fixOf(change), level, evidence }),
      ];
    });
  },
};

/** Another rule knows what that costs. */
function isZoneChange({ from, to }: TypeChange): boolean {
  return (
    from !== undefined &&
    /^timestamp(?:tz)?\b/.test(from) &&
    /^timestamp(?:tz)?\b/.test(to) &&
    zoneOf(from) !== zoneOf(to)
  );
}

function fixOf({ table, column, to }: TypeChange): string {
  return safely(
    `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(`${column}_new`)} ${to}`,
    `-- let a trigger copy ${column} for rows to come, fill the rows that are there in batches,`,
    "-- and exchange the names in one short transaction when all rows agree",
  );
}

/** `timestamptz` of `timestamptz(3)`. */
function zoneOf(type: string): string {
  return type.replace(/\(.*/, "");
}
