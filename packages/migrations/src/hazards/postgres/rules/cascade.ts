import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { dependentsOf } from "../catalog-lookup.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { namesOf, pick, pickAll, tableOfNames } from "../tree.ts";

/** F10 */
export const cascade: HazardRule<PostgresContext> = {
  id: "cascade",
  title: "CASCADE drops whatever depends on it, and names nothing of that",
  find(context) {
    const drop = pick(context.statement.tree, "DropStmt");
    const fix = safely(
      context.statement.text.replace(/\s+CASCADE\b/i, ""),
      "-- drop what depends on it before, by name",
    );
    const ofDrop =
      drop?.behavior !== "DROP_CASCADE"
        ? []
        : pickAll(drop.objects, "List").map(({ items }) => tableOfNames(namesOf(items)));
    const bare =
      drop?.behavior === "DROP_CASCADE" && ofDrop.length === 0
        ? [{ name: pickAll(drop.objects, "String")[0]?.sval ?? "it" }]
        : [];
    const ofTable = tableActions(context, "AT_DropColumn", "AT_DropConstraint").filter(
      ({ command }) => command.behavior === "DROP_CASCADE",
    );
    const hazard = (table: TableName, what: string): Hazard => {
      const found = dependentsOf(context, table).map(({ path }) => path.join("."));
      const named = found.length === 0 ? "" : `: ${found.join(", ")}`;
      const message = `Whatever depends on ${what} goes with it${named}`;
      return ownHazard(context, { table, level: "HIGH", message, fix, evidence: [stated("CASCADE")] });
    };
    return [
      ...[...ofDrop, ...bare].map((table) => hazard(table, tableLabel(table))),
      ...ofTable.map(({ table, command }) => hazard(table, `${tableLabel(table)}.${command.name ?? ""}`)),
    ];
  },
};
