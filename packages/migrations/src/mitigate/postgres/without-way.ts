import type { Node } from "@pgsql/types";
import type { Transformation } from "../transformation.ts";
import { soleAlteration } from "./statement-parts.ts";

/** Statements that the server can only do in one go, with what can be done instead. */
export const withoutWay: Transformation = {
  name: "without-way",
  category: "TIME_WINDOW",
  transform({ tree }) {
    const obstacle = exclusion(tree) ?? domainRule(tree) ?? computed(tree);
    return obstacle === undefined ? undefined : { obstacle };
  },
};

function exclusion(tree: Node): string | undefined {
  const { command } = soleAlteration(tree) ?? {};
  const constraint = command?.def !== undefined && "Constraint" in command.def ? command.def.Constraint : undefined;
  if (command?.subtype !== "AT_AddConstraint" || constraint?.contype !== "CONSTR_EXCLUSION") return undefined;
  return "an exclusion constraint builds its index itself, takes none that is there, and cannot be NOT VALID: in no version of the server is there another way than a time when nobody writes, or a new table that has it from the start";
}

function domainRule(tree: Node): string | undefined {
  const rule = "AlterDomainStmt" in tree ? tree.AlterDomainStmt.subtype : undefined;
  // C: ADD CONSTRAINT, V: VALIDATE, O: SET NOT NULL.
  if (rule === undefined || !"CVO".includes(rule)) return undefined;
  return "a rule of a domain is checked in every table that has a column of it, and VALIDATE keeps their writers out as well, up to version 18: add it NOT VALID, which counts for new values at once, and prove the old ones by a check on each table that is NOT VALID and then validated";
}

function computed(tree: Node): string | undefined {
  const { command } = soleAlteration(tree) ?? {};
  const column = command?.def !== undefined && "ColumnDef" in command.def ? command.def.ColumnDef : undefined;
  const isStored = (column?.constraints ?? []).some(
    (node) => "Constraint" in node && node.Constraint.contype === "CONSTR_GENERATED",
  );
  if (command?.subtype !== "AT_AddColumn" || !isStored) return undefined;
  return "a stored column that is computed is written into every row at once, and no column that is there becomes one; from version 18 on make it virtual, or fill a plain column by a trigger and batches";
}
