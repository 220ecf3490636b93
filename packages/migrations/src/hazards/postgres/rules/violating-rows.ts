import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import { countOrphans, countViolators } from "../../../facts/count-facts.ts";
import type { Figure } from "../../../facts/figure.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { checkTexts } from "../check-texts.ts";
import { addedConstraints, constraintColumns } from "../constraints.ts";
import { catalogColumn, catalogTable, constraintsOf, isUntouched, type PostgresContext } from "../postgres-context.ts";
import { namesOf, tableOf } from "../tree.ts";

/** D8 */
export const violatingRows: HazardRule<PostgresContext> = {
  id: "violating-rows",
  title: "A check or a foreign key fails: there are rows that break it",
  async find(context) {
    const found = await Promise.all([...brokenChecks(context), ...brokenReferences(context)]);
    return found.flat();
  },
};

function brokenChecks(context: PostgresContext): readonly Promise<readonly Hazard[]>[] {
  const { connection } = context.facts;
  const texts = checkTexts(context.statement.text);
  const checks = addedConstraints(context).filter(({ constraint }) => constraint.contype === "CONSTR_CHECK");
  // Checks behind columns stand in the same text; then nobody knows which is which.
  if (connection === undefined || texts.length !== checks.length) return [];
  return checks.map(async ({ table, constraint }, at) => {
    if (!isUntouched(context, table) || catalogTable(context, table) === undefined) return [];
    const broken = await countViolators(connection, { table, condition: texts[at] ?? "true" });
    return broken.value === 0 ? [] : [hazardOf(table, constraint.conname ?? "the check", broken)];
  });
}

function brokenReferences(context: PostgresContext): readonly Promise<readonly Hazard[]>[] {
  const { connection } = context.facts;
  if (connection === undefined) return [];
  return addedConstraints(context).map(async ({ table, constraint }) => {
    const parent = tableOf(constraint.pktable);
    const isKnown = catalogTable(context, table) !== undefined && catalogTable(context, parent) !== undefined;
    if (
      constraint.contype !== "CONSTR_FOREIGN" ||
      !isKnown ||
      !isUntouched(context, table) ||
      !isUntouched(context, parent)
    )
      return [];
    const named = namesOf(constraint.pk_attrs);
    const key = constraintsOf(context, parent).find(({ definition }) => definition.type === "primary key")?.definition
      .columns;
    const columns = named.length > 0 ? named : (key ?? []);
    const own = constraintColumns(constraint);
    if (columns.length !== own.length || !own.every((name) => catalogColumn(context, table, name) !== undefined))
      return [];
    const broken = await countOrphans(connection, { table, columns: own, references: { table: parent, columns } });
    return broken.value === 0 ? [] : [hazardOf(table, constraint.conname ?? "the foreign key", broken)];
  });
}

function hazardOf(table: TableName, name: string, { value, evidence }: Figure): Hazard {
  const message =
    value === undefined
      ? `Nobody knows whether rows of ${tableLabel(table)} break ${name}: counting took too long`
      : `Rows of ${tableLabel(table)} that break ${name}: ${value}; the server refuses to validate it`;
  return {
    level: value === undefined ? "MEDIUM" : "HIGH",
    message,
    fix: "-- mend the rows first, in batches; add the constraint NOT VALID meanwhile",
    evidence: [evidence],
  };
}
