import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { stated } from "../sqlite-context.ts";

/** A switch that does nothing. */
export const foreignKeysPragmaIgnored: HazardRule<SqliteContext> = {
  id: "foreign-keys-pragma-ignored",
  title: "PRAGMA foreign_keys does nothing inside a transaction, without an error",
  find({ action, state }) {
    if (action.kind !== "pragma" || action.name !== "foreign_keys" || action.value === "" || !state.isExplicit)
      return [];
    const isOff = ["off", "0", "false", "no"].includes(action.value);
    const message = isOff
      ? "Foreign keys stay on: dropping a table deletes its rows first, and those of tables that refer to it with CASCADE"
      : "Foreign keys stay as they are";
    const fix = "PRAGMA foreign_keys = OFF;\nBEGIN;\n-- the changes\nCOMMIT;\nPRAGMA foreign_keys = ON;";
    return [{ level: isOff ? "HIGH" : "LOW", message, fix, evidence: [stated("PRAGMA inside a transaction")] }];
  },
};
