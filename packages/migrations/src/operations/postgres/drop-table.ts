import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a table with its rows. */
export const dropTable: OperationType<"table"> = dropOperation(
  "table",
  ({ path }) => [`DROP TABLE ${quotePath(path)}`],
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
