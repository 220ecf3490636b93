import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, stated } from "../sqlite-context.ts";

/** Forms of ALTER TABLE that other databases have. */
export const alterNotSupported: HazardRule<SqliteContext> = {
  id: "alter-not-supported",
  title: "The database has no such ALTER TABLE: the table has to be built again",
  find(context) {
    const { action, facts } = context;
    if (action.kind !== "alterOther") return [];
    const isNew =
      facts.serverVersion >= 3_053_000 &&
      /^(?:ALTER|ADD CHECK|ADD CONSTRAINT|DROP CONSTRAINT)/.test(action.words) &&
      !/\bTYPE\b/i.test(context.statement.text);
    if (isNew) return [];
    const { table, words } = action;
    const message = `ALTER TABLE ${table} ${words} … fails: this version does not know it`;
    const fix =
      "-- CREATE a new table, INSERT INTO it SELECT from the old one, DROP the old one, RENAME the new one, with foreign keys off";
    const { harmless: _, ...hazard } = hazardOf(context, {
      table,
      level: "HIGH",
      message,
      fix,
      evidence: [stated("version", facts.serverVersion)],
    });
    return [hazard];
  },
};
