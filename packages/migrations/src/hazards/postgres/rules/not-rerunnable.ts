import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, pickAll } from "../tree.ts";

/** F6 */
export const notRerunnable: HazardRule<PostgresContext> = {
  id: "not-rerunnable",
  title: "A script that runs outside of a transaction cannot be run again after it stopped half way",
  find(context) {
    const { statement, statements, state } = context;
    // Only a script that cannot run in one transaction is known to be able to stop half way.
    const isSplit = statements.some(
      ({ tree }) => pick(tree, "IndexStmt")?.concurrent === true || pick(tree, "DropStmt")?.concurrent === true,
    );
    if (!isSplit || statements.length < 2 || state.isExplicit) return [];
    const form = robustForm(statement);
    if (form === undefined) return [];
    return [
      {
        level: "LOW",
        message: "When a later statement fails, this one has happened already, and fails when the script is run again",
        fix: safely(form),
        evidence: [stated("no transaction is around it")],
      },
    ];
  },
};

function robustForm({ tree, text }: PostgresContext["statement"]): string | undefined {
  const create = pick(tree, "CreateStmt");
  if (create !== undefined)
    return create.if_not_exists === true ? undefined : text.replace(/\bTABLE\b/i, "TABLE IF NOT EXISTS");
  const drop = pick(tree, "DropStmt");
  if (drop !== undefined)
    return drop.missing_ok === true ? undefined : `-- ${text.replace(/\b(TABLE|INDEX|VIEW|TYPE)\b/i, "$1 IF EXISTS")}`;
  const command = pickAll(pick(tree, "AlterTableStmt")?.cmds, "AlterTableCmd").find(
    ({ subtype, missing_ok }) => (subtype === "AT_AddColumn" || subtype === "AT_DropColumn") && missing_ok !== true,
  );
  if (command === undefined) return undefined;
  return command.subtype === "AT_AddColumn"
    ? text.replace(/\bADD(\s+COLUMN)?\b/i, "ADD COLUMN IF NOT EXISTS")
    : text.replace(/\bDROP(\s+COLUMN)?\b/i, "DROP COLUMN IF EXISTS");
}
