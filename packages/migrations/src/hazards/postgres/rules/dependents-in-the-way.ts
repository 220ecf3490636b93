import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { dependentsOf } from "../catalog-lookup.ts";
import { ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { namesOf, pick, pickAll } from "../tree.ts";

/** F12 */
export const dependentsInTheWay: HazardRule<PostgresContext> = {
  id: "dependents-in-the-way",
  title: "Views, policies, triggers or generated columns keep a column from being changed or dropped",
  find(context) {
    const actions = tableActions(context, "AT_DropColumn", "AT_AlterColumnType").filter(
      ({ command }) => command.behavior !== "DROP_CASCADE",
    );
    return actions.flatMap(({ table, command }) => {
      const column = command.name ?? "";
      const blocking = dependentsOf(context, table, column).filter(
        (object) => BLOCKING.has(object.kind) && isThere(context, object.path),
      );
      if (blocking.length === 0) return [];
      const names = blocking.map(
        ({ kind, path }) => `${kind === "materializedView" ? "materialized view" : kind} ${path.join(".")}`,
      );
      const fix = safely(
        ...blocking.map(
          ({ path }) => `-- DROP … ${path.join(".")}, and create it again afterwards with its grants and comments`,
        ),
        context.statement.text,
      );
      const message = `The server refuses it: ${names.join(", ")} need ${tableLabel(table)}.${column}`;
      const evidence = [{ source: "catalog", fact: `objects that need ${column}`, value: blocking.length } as const];
      return [ownHazard(context, { table, level: "HIGH", message, fix, evidence })];
    });
  },
};

const BLOCKING: ReadonlySet<string> = new Set(["view", "materializedView", "rule", "policy", "trigger", "function"]);

/** The script may have dropped it before. */
function isThere({ statements, index }: PostgresContext, path: readonly string[]): boolean {
  return !statements
    .slice(0, index)
    .some(({ tree }) =>
      pickAll(pick(tree, "DropStmt")?.objects, "List").some(({ items }) => namesOf(items).at(-1) === path.at(-1)),
    );
}
