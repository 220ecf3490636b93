import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";

/** Adds a constraint: a new table has it. Rows that break it stop the change. */
export const addConstraint: OperationType<"constraint"> = {
  name: "addConstraint",
  kind: "constraint",
  change: "create",
  inverse: "dropConstraint",
  needsRebuild: () => true,
  plan: () => [],
  rows: ({ after }, facts) => (after?.parent && facts.rows(after.parent)) ?? "unknown",
  validate({ after }) {
    if (after?.definition.type !== "foreign key" || after.definition.references?.columns.length !== 0) return [];
    return [`${displayName(after.path)} refers to a table without a primary key: name the columns it refers to`];
  },
};

/** Drops a constraint: a new table lacks it. */
export const dropConstraint: OperationType<"constraint"> = {
  name: "dropConstraint",
  kind: "constraint",
  change: "drop",
  inverse: "addConstraint",
  needsRebuild: () => true,
  plan: () => [],
};
