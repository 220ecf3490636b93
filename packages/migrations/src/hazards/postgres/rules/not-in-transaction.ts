import type { Node } from "@pgsql/types";
import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { hasOption, namesOf, pick, pickAll } from "../tree.ts";

/** L4 */
export const notInTransaction: HazardRule<PostgresContext> = {
  id: "not-in-transaction",
  title: "The server refuses the statement inside a transaction",
  find(context) {
    const what = refused(context.statement.tree) ?? refusedValue(context);
    if (what === undefined || !context.state.isExplicit) return [];
    return [
      {
        level: "HIGH",
        message: `${what} cannot run inside a transaction: the server refuses it, and all that came before is undone`,
        fix: safely("COMMIT", context.statement.text, "-- and what follows in a transaction of its own"),
        evidence: [stated(`${what} inside a transaction`)],
      },
    ];
  },
};

/** Before version 12 a value is added in a transaction only to a type that the transaction made. */
function refusedValue({ statement, state, facts }: PostgresContext): string | undefined {
  const added = pick(statement.tree, "AlterEnumStmt");
  if (facts.serverVersion >= 120_000 || added?.newVal === undefined || added.oldVal !== undefined) return undefined;
  const made = state.types.get(namesOf(added.typeName).join("."));
  return made?.transaction === state.transaction ? undefined : "ALTER TYPE … ADD VALUE";
}

function refused(tree: Node): string | undefined {
  if (pick(tree, "IndexStmt")?.concurrent === true) return "CREATE INDEX CONCURRENTLY";
  if (pick(tree, "DropStmt")?.concurrent === true) return "DROP INDEX CONCURRENTLY";
  if (hasOption(pick(tree, "ReindexStmt")?.params, "concurrently")) return "REINDEX CONCURRENTLY";
  if (pick(tree, "VacuumStmt")?.is_vacuumcmd === true) return "VACUUM";
  if (pick(tree, "CreatedbStmt") !== undefined) return "CREATE DATABASE";
  if (pick(tree, "DropdbStmt") !== undefined) return "DROP DATABASE";
  if (pick(tree, "AlterSystemStmt") !== undefined) return "ALTER SYSTEM";
  const commands = pickAll(pick(tree, "AlterTableStmt")?.cmds, "AlterTableCmd");
  const detached = commands.some(({ def }) => pick(def, "PartitionCmd")?.concurrent === true);
  return detached ? "DETACH PARTITION CONCURRENTLY" : undefined;
}
