import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName } from "../../catalog/object-id.ts";
import { printName } from "../../introspect/sqlite/sqlite-tokens.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { stillEmpty } from "../still-empty.ts";
import { isAny } from "./affinity.ts";
import { createTableSql } from "./create-table-sql.ts";
import { tableParts } from "./table-parts.ts";

/** Creates a table with its columns and constraints. */
export const createTable: OperationType<"table"> = {
  name: "createTable",
  kind: "table",
  change: "create",
  inverse: "dropTable",
  creates({ after }, { desired }) {
    const parts = after && tableParts(after.id, desired);
    return parts === undefined ? [] : [...parts.columns, ...parts.constraints].map(({ id }) => id);
  },
  plan({ after }, { desired }) {
    const parts = after && tableParts(after.id, desired);
    return parts === undefined ? [] : [inside(createTableSql(parts, parts.table.path[0] ?? ""))];
  },
};

/** Drops a table with all its rows. */
export const dropTable: OperationType<"table"> = {
  name: "dropTable",
  kind: "table",
  change: "drop",
  inverse: "createTable",
  plan: ({ before }) => (before === undefined ? [] : [inside(`DROP TABLE ${printName(before.path[0] ?? "")}`)]),
  loss({ before }, facts) {
    if (before === undefined || facts.rows(before.id) === 0 || isContentless(before)) return undefined;
    const name = displayName(before.path);
    return { what: `all rows of ${name}`, allow: `drop table ${name}` };
  },
  checks: ({ before }, facts) =>
    before !== undefined && facts.rows(before.id) === 0 ? [stillEmpty(printName(before.path[0] ?? ""), 0)] : [],
  rows: ({ before }, facts) => (before && facts.rows(before.id)) ?? "unknown",
  reversal: () => "backup",
};

/** An index over words that holds no texts of its own is made again from the rows that it is about. */
function isContentless({ definition }: CatalogObject<"table">): boolean {
  return /content\s*=\s*''/.test(definition.virtual ?? "");
}

/** Gives a table another name. References to it follow. */
export const renameTable: OperationType<"table"> = {
  name: "renameTable",
  kind: "table",
  change: "rename",
  inverse: "renameTable",
  plan({ before, after }) {
    const [from, to] = [before?.path[0] ?? "", after?.path[0] ?? ""];
    return [inside(`ALTER TABLE ${printName(from)} RENAME TO ${printName(to)}`)];
  },
};

/** Makes a table strict or not, with or without row numbers, or counting without gaps: only a new table can be that. */
export const setTableOptions: OperationType<"table"> = {
  name: "setTableOptions",
  kind: "table",
  change: "alter",
  inverse: "setTableOptions",
  covers: ["strict", "withoutRowid", "autoincrement"],
  needsRebuild: () => true,
  plan: () => [],
  loss({ before, after }, facts) {
    // A strict table keeps in such a column what another one converts: '007' and 7 are one there.
    const isConverted = before?.definition.strict === true && after?.definition.strict !== true;
    const columns = before === undefined ? [] : (tableParts(before.id, facts.actual)?.columns ?? []);
    if (!isConverted || after === undefined || !columns.some(({ definition }) => isAny(definition.type)))
      return undefined;
    const name = displayName(after.path);
    return {
      what: `texts that look like numbers in columns of ${name} of the type ANY`,
      allow: `narrow table ${name}`,
    };
  },
};
