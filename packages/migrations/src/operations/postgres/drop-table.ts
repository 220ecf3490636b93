import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { stillEmpty } from "../still-empty.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a table with its rows. */
export const dropTable: OperationType<"table"> = dropOperation(
  "table",
  ({ path, id, definition: { partitionOf } }, facts) => {
    const table = quotePath(path);
    const parent = partitionOf === undefined ? undefined : facts.actual.get(partitionOf.table);
    // What refers to the parent is checked when the partition leaves it, and does not hold the partition afterwards.
    const detach = parent === undefined ? [] : [`ALTER TABLE ${quotePath(parent.path)} DETACH PARTITION ${table}`];
    // Counted before anybody was kept out: a row may have come meanwhile.
    const lock = facts.rows(id) === 0 ? [`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`] : [];
    return [...lock, ...detach, `DROP TABLE ${table}`];
  },
  {
    lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${quotePath(before.path)}`),
    rows: ({ before }, facts) => (before === undefined ? undefined : facts.rows(before.id)) ?? "unknown",
    checks: ({ before }, facts) =>
      before === undefined || facts.rows(before.id) !== 0 ? [] : [stillEmpty(quotePath(before.path))],
    loss({ before }, facts) {
      if (before !== undefined && facts.rows(before.id) === 0) return undefined;
      const name = displayName(before?.path ?? []);
      return { what: `all rows of ${name}`, allow: `drop table ${name}` };
    },
    reversal: () => "backup",
  },
);
