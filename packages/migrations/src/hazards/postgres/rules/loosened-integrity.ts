import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { isPrimaryKey } from "../catalog-lookup.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { constraintsOf, type PostgresContext, tableActions } from "../postgres-context.ts";
import { partKey } from "../script-state.ts";
import { pick, pickAll } from "../tree.ts";

/** D10 */
export const loosenedIntegrity: HazardRule<PostgresContext> = {
  id: "loosened-integrity",
  title: "Without the constraint rows come in that it kept out, and code meets what it never met",
  find(context) {
    const nullable = tableActions(context, "AT_DropNotNull").filter(
      ({ table, command }) => !context.state.addedColumns.has(partKey(table, command.name ?? "")),
    );
    const constraints = tableActions(context, "AT_DropConstraint").filter(({ table, command }) =>
      counts(context, table, command.name ?? ""),
    );
    const fix = safely("-- first let all code cope with it; keep what can be kept as a check NOT VALID");
    return [
      ...nullable.map(({ table, command }) => {
        const message = `Code that reads ${tableLabel(table)}.${command.name ?? ""} meets NULL from then on`;
        return ownHazard(context, { table, level: "MEDIUM", message, fix, evidence: [stated("DROP NOT NULL")] });
      }),
      ...constraints.map(({ table, command }) => {
        const message = `Rows of ${tableLabel(table)} that ${command.name ?? ""} kept out come in from then on, and it cannot come back while they are there`;
        return ownHazard(context, { table, level: "MEDIUM", message, fix, evidence: [stated("DROP CONSTRAINT")] });
      }),
    ];
  },
};

/** Not what the script itself added, what it adds again, or a check that NOT NULL has taken the place of. */
function counts(context: PostgresContext, table: TableName, name: string): boolean {
  const { state, statements, index, facts } = context;
  const made = state.constraints.get(partKey(table, name));
  if (made !== undefined) return false;
  const isAddedAgain = statements.slice(index).some(({ tree }) =>
    pickAll(pick(tree, "AlterTableStmt")?.cmds, "AlterTableCmd").some(({ def }) => {
      const constraint = pick(def, "Constraint");
      return (
        constraint !== undefined &&
        (constraint.conname === name || (constraint.contype === "CONSTR_PRIMARY" && isPrimaryKey(context, table, name)))
      );
    }),
  );
  if (isAddedAgain) return false;
  const isReplaced = [...state.notNull].some(
    (key) => key.startsWith(partKey(table, "")) && /not_?null|_nn$/i.test(name),
  );
  if (isReplaced) return false;
  const known = constraintsOf(context, table).some(({ path }) => path.at(-1) === name);
  return known || facts.catalog === undefined;
}
