import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a column with its values. Those of a computed column can be computed again. */
export const dropColumn: OperationType<"column"> = dropOperation(
  "column",
  (column) => [`ALTER TABLE ${ownerTable(column)} DROP COLUMN ${ownName(column)}`],
  {
    inverse: "addColumn",
    lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(before)}`),
    loss({ before }) {
      if (before === undefined || before.definition.generated !== undefined) return undefined;
      const name = displayName(before.path);
      return { what: `all values of ${name}`, allow: `drop column ${name}` };
    },
    reversal: ({ before }) => (before?.definition.generated === undefined ? "backup" : "inverse"),
  },
);
