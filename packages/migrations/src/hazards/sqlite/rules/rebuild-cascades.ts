import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, isRebuilt, referencesTo, stated } from "../sqlite-context.ts";

/** Rows of other tables that a rebuild takes with it. */
export const rebuildCascades: HazardRule<SqliteContext> = {
  id: "rebuild-cascades",
  title: "Dropping a table while foreign keys are on deletes its rows first, and with CASCADE those of other tables",
  find(context) {
    const { action, state, facts } = context;
    if (action.kind !== "dropTable" || state.areForeignKeysOff) return [];
    const { table } = action;
    const isFollowed = isRebuilt(context, table) !== undefined;
    const references = referencesTo(context, table);
    if (facts.catalog === undefined ? !isFollowed : references.length === 0) return [];
    const names = references.map(({ path }) => path[0]).join(", ");
    const who = names === "" ? "tables that refer to it" : names;
    const fix =
      "PRAGMA foreign_keys = OFF;\nBEGIN;\n-- create the new table, copy the rows, drop the old one, rename the new one\nPRAGMA foreign_key_check;\nCOMMIT;\nPRAGMA foreign_keys = ON;";
    const message = `With ${table} rows of ${who} are deleted or lose their reference, if foreign keys are on`;
    return [
      hazardOf(context, {
        table,
        level: "HIGH",
        message,
        fix,
        evidence: [stated("foreign keys are not known to be off")],
      }),
    ];
  },
};
