import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick } from "../tree.ts";

/** F11 */
export const opaqueCode: HazardRule<PostgresContext> = {
  id: "opaque-code",
  title: "What code does when it runs cannot be seen in the text",
  find({ statement, inner }) {
    const isDo = pick(statement.tree, "DoStmt") !== undefined;
    const call = pick(statement.tree, "CallStmt");
    if (!isDo && call === undefined) return [];
    if (isDo && inner?.isComplete === true) return [];
    const what =
      call === undefined
        ? "The block composes statements when it runs"
        : `The procedure ${namesOf(call.funccall?.funcname).join(".")} does what its body says`;
    return [
      {
        level: "MEDIUM",
        message: `${what}: nobody knows from here which tables it locks and what it changes`,
        fix: "-- write the statements themselves, or rehearse the script on a copy and look at the locks it takes",
        evidence: [stated("effects of the code", "unknown")],
      },
    ];
  },
};
