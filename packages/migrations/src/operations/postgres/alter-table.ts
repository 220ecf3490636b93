import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { quotePath } from "./names.ts";

type Table = CatalogObject<"table">;

/**
 * An operation that changes a table itself, as clauses of ALTER TABLE.
 *
 * @param name the operation's name
 * @param covers the fields of the definition that it brings from one side to the other
 * @param clauses what follows `ALTER TABLE … `, each a statement
 * @returns the operation
 */
export function alterTable(
  name: string,
  covers: readonly string[],
  clauses: (before: Table, after: Table, facts: PlanFacts) => readonly string[],
): OperationType<"table"> {
  return {
    name,
    kind: "table",
    change: "alter",
    inverse: name,
    covers,
    lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${quotePath(after.path)}`),
    plan({ before, after }, facts) {
      if (before === undefined || after === undefined) return [];
      return clauses(before, after, facts).map((clause) => inside(`ALTER TABLE ${quotePath(after.path)} ${clause}`));
    },
  };
}
