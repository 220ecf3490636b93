import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, stated } from "../sqlite-context.ts";

/** The one lock there is. */
export const fileLocked: HazardRule<SqliteContext> = {
  id: "file-locked",
  title: "Nobody can write to the file while an index is built, rows are checked, or the file is written anew",
  find(context) {
    const { action, facts } = context;
    const what = workOf(context);
    if (what === undefined) return [];
    const table = "table" in action ? action.table : "";
    const rows = facts.tables.get(table.toLowerCase())?.rows;
    const isSmall = rows?.value !== undefined && rows.value <= SMALL_ROWS;
    const isHuge = rows?.value !== undefined && rows.value > LARGE_ROWS;
    const fix = "PRAGMA busy_timeout = 10000;\n-- in every process that writes, or run it when nobody does";
    const message = `Nobody can write to the file while ${what}`;
    const found = hazardOf(context, {
      table,
      level: isHuge || action.kind === "vacuum" ? "MEDIUM" : "LOW",
      message,
      fix,
      evidence: [stated("lock", "file")],
    });
    return [isSmall && found.harmless === undefined ? { ...found, harmless: rows.evidence } : found];
  },
};

const SMALL_ROWS = 10_000;
const LARGE_ROWS = 1_000_000;

function workOf({ action }: SqliteContext): string | undefined {
  if (action.kind === "createIndex") return `the index ${action.name} is built`;
  if (action.kind === "addColumn" && action.isChecked) return `all rows of ${action.table} are checked`;
  if (action.kind === "dropColumn") return `all rows of ${action.table} are written anew`;
  return action.kind === "vacuum" ? "the whole file is written anew" : undefined;
}
