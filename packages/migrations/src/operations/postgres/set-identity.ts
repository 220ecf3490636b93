import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { SequenceOptions } from "../../catalog/object-definitions.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { alterColumn, bothSides, columnClause } from "./alter-column.ts";
import { ownerTable, ownName } from "./names.ts";

/** Takes the numbering of a column away. Runs before a default takes its place. */
export const dropIdentity: OperationType<"column"> = alterColumn({
  name: "dropIdentity",
  covers: ["identity"],
  clauses({ before, after }) {
    const isGone = before.definition.identity !== undefined && after.definition.identity === undefined;
    return isGone ? [columnClause(after, "DROP IDENTITY")] : [];
  },
  more: { inverse: "setIdentity" },
});

/** Numbers a column, or changes how it is numbered. */
export const setIdentity: OperationType<"column"> = {
  ...alterColumn({ name: "setIdentity", covers: ["identity"], clauses: () => [], more: { inverse: "dropIdentity" } }),
  plan(change) {
    const { before, after } = bothSides(change);
    const identity = after.definition.identity;
    if (identity === undefined) return [];
    const generation = identity.generation === "always" ? "ALWAYS" : "BY DEFAULT";
    const table = `ALTER TABLE ${ownerTable(after)} `;
    if (before.definition.identity === undefined) {
      const add = `ADD GENERATED ${generation} AS IDENTITY (${sequenceClauses(identity.sequence).join(" ")})`;
      return [inside(table + columnClause(after, add)), inside(continueNumbers(after))];
    }
    const options = sequenceClauses(identity.sequence).map((clause) => `SET ${clause}`);
    return [inside(table + columnClause(after, [`SET GENERATED ${generation}`, ...options].join(" ")))];
  },
};

/** Numbers go on after the largest there is: a sequence that began at one would give numbers that are taken. */
function continueNumbers(column: CatalogObject<"column">): string {
  const sequence = `pg_catalog.pg_get_serial_sequence(${quoteText(ownerTable(column))}, ${quoteText(column.path.at(-1) ?? "")})`;
  const next = `SELECT pg_catalog.max(${ownName(column)}) AS "largest" FROM ${ownerTable(column)}`;
  return `SELECT pg_catalog.setval(${sequence}, "rows"."largest") FROM (${next}) AS "rows" WHERE "rows"."largest" > 0`;
}

/**
 * The options of a sequence as clauses.
 *
 * @param options the options
 * @returns clauses as CREATE SEQUENCE and ALTER SEQUENCE take them, without the type
 */
export function sequenceClauses(options: SequenceOptions): readonly string[] {
  return [
    `INCREMENT BY ${options.increment}`,
    `MINVALUE ${options.minimum}`,
    `MAXVALUE ${options.maximum}`,
    `START WITH ${options.start}`,
    `CACHE ${options.cache}`,
    options.cycle ? "CYCLE" : "NO CYCLE",
  ];
}
