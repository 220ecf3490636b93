import type { FieldDefault } from "../definition/field-declaration.ts";

/** The time of the insert, by the application's clock as for managed fields; the column has the database's own. */
export const DEFAULT_NOW: FieldDefault = Object.freeze({
  kind: "function",
  create: () => new Date(),
  column: Object.freeze({ kind: "now" }),
});
