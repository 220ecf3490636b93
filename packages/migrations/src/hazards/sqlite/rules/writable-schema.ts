import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { stated } from "../sqlite-context.ts";

/** A way past all checks. */
export const writableSchema: HazardRule<SqliteContext> = {
  id: "writable-schema",
  title: "With writable_schema on a wrong word makes the file unreadable",
  find({ action }) {
    const isOn =
      action.kind === "pragma" &&
      action.name === "writable_schema" &&
      ["on", "1", "true", "yes"].includes(action.value);
    if (!isOn) return [];
    const fix =
      "-- CREATE a new table, INSERT INTO it SELECT from the old one, DROP the old one, RENAME the new one, with foreign keys off";
    return [
      {
        level: "HIGH",
        message: "The text of the schema is changed with no check: a wrong word, and no table can be read",
        fix,
        evidence: [stated("PRAGMA writable_schema = ON")],
      },
    ];
  },
};
