import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, sqlName, sqlTable } from "../tree.ts";

/** L13 */
export const constrainedDomainColumn: HazardRule<PostgresContext> = {
  id: "constrained-domain-column",
  title: "A new column of a domain with a constraint writes the whole table anew, even when it is empty",
  find(context) {
    return addedColumns(context).flatMap(({ table, name, column }) => {
      const type = namesOf(column.typeName?.names).at(-1) ?? "";
      if (!isConstrained(context, type)) return [];
      const fix = safely(
        "-- use the type that the domain is made of",
        `-- ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(name)} …;`,
        `-- ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${sqlName(`${table.name}_${name}_check`)} CHECK (…) NOT VALID; validate it in a later transaction`,
      );
      const message = `Nobody can read or write ${tableLabel(table)} while all its rows are written anew: the domain ${type} has a constraint`;
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
    });
  },
};

function isConstrained({ state, facts }: PostgresContext, type: string): boolean {
  const made = state.types.get(type);
  if (made !== undefined) return made.isConstrained;
  for (const object of facts.catalog?.values() ?? []) {
    if (object.kind !== "domain" || object.path.at(-1) !== type) continue;
    return object.definition.notNull || object.definition.checks.length > 0;
  }
  return false;
}
