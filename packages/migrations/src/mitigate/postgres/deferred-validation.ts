import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { brief, patient, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { isPartitioned, soleAlteration } from "./statement-parts.ts";

const NOT_VALID_ON_PARTITIONED_SINCE = 180_000;

/** A foreign key or check counts for new rows at once, and the rows that are there are looked at while others write. */
export const deferredValidation: Transformation = {
  name: "deferred-validation",
  category: "DEFERRED_VALIDATION",
  transform({ step, sql, tree, earlier, later }, { objects, serverVersion }) {
    const { table, command } = soleAlteration(tree) ?? {};
    if (table === undefined || command?.subtype !== "AT_AddConstraint") return undefined;
    const constraint = command.def !== undefined && "Constraint" in command.def ? command.def.Constraint : undefined;
    const isReference = constraint?.contype === "CONSTR_FOREIGN";
    if (!isReference && constraint?.contype !== "CONSTR_CHECK") return undefined;
    if (constraint === undefined || constraint.skip_validation === true) return undefined;
    if (constraint.conname === undefined)
      return { obstacle: "a constraint without a name cannot be validated later; give it one" };
    if (isReference && isPartitioned(objects.get(table.id)) && serverVersion < NOT_VALID_ON_PARTITIONED_SINCE)
      return { obstacle: "a foreign key of a partitioned table cannot be NOT VALID before version 18" };
    const name = quoteIdentifier(constraint.conname);
    const kind = isReference ? "foreign key" : "check";
    return {
      description: `add the ${kind} ${constraint.conname} without looking at the rows, commit, and validate it while others write`,
      before: [brief(piece(step, "not valid", [...earlier, `${sql} NOT VALID`, ...later]))],
      during: [],
      after: [
        patient(
          piece(step, "validate", [`ALTER TABLE ${table.sql} VALIDATE CONSTRAINT ${name}`], {
            operation: "validateConstraint",
          }),
        ),
      ],
    };
  },
};
