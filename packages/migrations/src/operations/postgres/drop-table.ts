import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a table with its rows. */
export const dropTable: OperationType<"table"> = dropOperation(
  "table",
  ({ path, definition: { partitionOf } }, { actual }) => {
    const parent = partitionOf === undefined ? undefined : actual.get(partitionOf.table);
    // What refers to the parent is checked when the partition leaves it, and does not hold the partition afterwards.
    const detach =
      parent === undefined ? [] : [`ALTER TABLE ${quotePath(parent.path)} DETACH PARTITION ${quotePath(path)}`];
    return [...detach, `DROP TABLE ${quotePath(path)}`];
  },
  {
    lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${quotePath(before.path)}`),
    rows: ({ before }, facts) => (before === undefined ? undefined : facts.rows(before.id)) ?? "unknown",
    loss({ before }) {
      const name = displayName(before?.path ?? []);
      return { what: `all rows of ${name}`, allow: `drop table ${name}` };
    },
    reversal: () => "backup",
  },
);
