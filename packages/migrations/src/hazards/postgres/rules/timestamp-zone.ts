import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick } from "../tree.ts";
import { typeChangeOf } from "../type-change.ts";

/** L16 */
export const timestampZone: HazardRule<PostgresContext> = {
  id: "timestamp-zone",
  title: "Between timestamp and timestamptz rows are written anew, unless the session's time zone is UTC",
  find(context) {
    return typeChangeOf(context).flatMap(({ table, column, from, to }) => {
      const isZone = (type: string): boolean => /^timestamp(?:tz)?\b/.test(type);
      if (from === undefined || !isZone(from) || !isZone(to) || zoneOf(from) === zoneOf(to)) return [];
      if (isUtc(context)) return [];
      const fix = safely(
        "-- if the values are meant as UTC",
        "SET TimeZone = 'UTC'",
        context.statement.text,
        "-- else a new column that is filled in batches",
      );
      const message = `Nobody can read or write ${tableLabel(table)} while ${column} of all rows is converted by the session's time zone`;
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
    });
  },
};

/** The last of the statements before that set the time zone says UTC. */
function isUtc({ statements, index, facts }: PostgresContext): boolean {
  if (facts.serverVersion < 120_000) return false;
  const settings = statements.slice(0, index).flatMap(({ tree }) => {
    const set = pick(tree, "VariableSetStmt");
    return set?.name?.toLowerCase() === "timezone" ? [pick(set.args?.[0], "A_Const")?.sval?.sval ?? ""] : [];
  });
  return /^(?:UTC|Etc\/UTC|GMT|Zulu)$/i.test(settings.at(-1) ?? "");
}

/** `timestamptz` of `timestamptz(3)`. */
function zoneOf(type: string): string {
  return type.replace(/\(.*/, "");
}
