import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { ownReferences, referencesTo } from "../catalog-lookup.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { constraintsOf, type PostgresContext, tableActions } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { namesOf, pick, pickAll, tableOfNames } from "../tree.ts";

/** L20 */
export const dropLocksReferenced: HazardRule<PostgresContext> = {
  id: "drop-locks-referenced",
  title: "Dropping a foreign key, or a table that has one, locks the table at its other end as well",
  find(context) {
    const keys = tableActions(context, "AT_DropConstraint").flatMap(({ table, command }) => {
      const other = otherEnd(context, table, command.name ?? "");
      return other === undefined ? [] : [{ table, others: [other], name: command.name ?? "" }];
    });
    return [...keys, ...droppedTables(context)].map(({ table, others, name }) => {
      const all = others.map(tableLabel).join(", ");
      const fix = safely(
        "SET LOCAL lock_timeout = '2s'",
        context.statement.text,
        "-- one foreign key in each transaction, and try again when it times out",
      );
      const message = `Nobody can read or write ${all} either while ${name} goes: their locks are taken too`;
      const evidence = others.map((other) => lockEvidence(other, "ACCESS EXCLUSIVE"));
      return ownHazard(context, {
        table,
        level: context.state.hasLockTimeout || context.state.hasLocalLockTimeout ? "LOW" : "MEDIUM",
        message,
        fix,
        evidence,
      });
    });
  },
};

function otherEnd(context: PostgresContext, table: TableName, name: string): TableName | undefined {
  const found = constraintsOf(context, table).find(({ path }) => path.at(-1) === name)?.definition.references?.table;
  if (found !== undefined) return tableOfNames(context.facts.catalog?.get(found)?.path ?? [found]);
  const isKey = context.facts.catalog === undefined && /(?:_fkey|_fk)$|^(?:fk|foreign_key)_/i.test(name);
  return isKey ? { name: `the table that ${name} refers to` } : undefined;
}

function droppedTables(
  context: PostgresContext,
): readonly { readonly table: TableName; readonly others: readonly TableName[]; readonly name: string }[] {
  const drop = pick(context.statement.tree, "DropStmt");
  if (drop?.removeType !== "OBJECT_TABLE") return [];
  return pickAll(drop.objects, "List").flatMap(({ items }) => {
    const table = tableOfNames(namesOf(items));
    const targets = ownReferences(context, table).flatMap(({ definition }) => definition.references?.table ?? []);
    const sources =
      drop.behavior === "DROP_CASCADE" ? referencesTo(context, table).flatMap(({ parent }) => parent ?? []) : [];
    const others = [...new Set([...targets, ...sources])].map((id) =>
      tableOfNames(context.facts.catalog?.get(id)?.path ?? [id]),
    );
    const real = others.filter((other) => keyOf(other) !== keyOf(table));
    return real.length === 0 ? [] : [{ table, others: real, name: tableLabel(table) }];
  });
}
