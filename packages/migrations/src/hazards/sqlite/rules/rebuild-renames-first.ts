import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, sameName, stated } from "../sqlite-context.ts";

/** The wrong order of a rebuild. */
export const rebuildRenamesFirst: HazardRule<SqliteContext> = {
  id: "rebuild-renames-first",
  title: "A table that is renamed out of the way takes the references of other tables with it",
  find(context) {
    const { action, actions, index } = context;
    if (action.kind !== "renameTable") return [];
    const { table, to } = action;
    const later = actions.slice(index + 1);
    const isMade = later.some((next) => next.kind === "createTable" && sameName(next.table, table));
    const isDropped = later.some((next) => next.kind === "dropTable" && sameName(next.table, to));
    if (!isMade || !isDropped) return [];
    const fix = `-- CREATE TABLE ${quoteIdentifier(`${table}_new`)}, copy the rows, DROP TABLE ${quoteIdentifier(table)}, then\nALTER TABLE ${quoteIdentifier(`${table}_new`)} RENAME TO ${quoteIdentifier(table)};`;
    const message = `Foreign keys, triggers and views that name ${table} name ${to} from then on, which is dropped`;
    return [
      hazardOf(context, {
        table,
        level: "HIGH",
        message,
        fix,
        evidence: [stated(`${table} is renamed before it is built again`)],
      }),
    ];
  },
};
