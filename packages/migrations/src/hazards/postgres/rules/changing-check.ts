import type { Constraint, Node } from "@pgsql/types";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { addedColumns, addedConstraints } from "../constraints.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { allOf, columnConstraints, namesOf, pick, pickAll } from "../tree.ts";

/** F27 */
export const changingCheck: HazardRule<PostgresContext> = {
  id: "changing-check",
  title: "A check whose answer changes by itself: rows that passed fail when they are restored",
  find(context) {
    const create = pick(context.statement.tree, "CreateStmt");
    const domain = pick(context.statement.tree, "CreateDomainStmt");
    const constraints = [
      ...addedConstraints(context).map(({ constraint }) => constraint),
      ...addedColumns(context).flatMap((added) => added.constraints),
      ...pickAll(create?.tableElts, "Constraint"),
      ...pickAll(create?.tableElts, "ColumnDef").flatMap(columnConstraints),
      ...pickAll(domain?.constraints, "Constraint"),
    ];
    return constraints.filter(({ contype }) => contype === "CONSTR_CHECK").flatMap(hazardsOf);
  },
};

function hazardsOf({ conname, raw_expr: expression }: Constraint): readonly Hazard[] {
  const [call] = changingCalls(expression);
  if (call === undefined) return [];
  const name = conname === undefined ? "The check" : `The check ${conname}`;
  return [
    {
      level: "MEDIUM",
      message: `${name} asks ${call}: nobody checks again when that changes, and a dump of rows that passed cannot be restored`,
      fix: "-- compare with a column that is written once, or look at it in a trigger",
      evidence: [stated("part of the check that changes by itself", call)],
    },
  ];
}

/** What gives another answer another day, or to another session. */
const CHANGING: ReadonlySet<string> = new Set(
  `now clock_timestamp statement_timestamp transaction_timestamp timeofday age random gen_random_uuid uuid_generate_v4
  nextval currval lastval current_setting pg_backend_pid txid_current inet_client_addr`.split(/\s+/),
);

function changingCalls(expression: Node | undefined): readonly string[] {
  const named = allOf(expression, "FuncCall").flatMap(({ funcname, args }) => {
    const name = namesOf(funcname).at(-1) ?? "";
    // age(a, b) compares two values, and now(…) is somebody else's.
    const isOther = (name === "age" && (args?.length ?? 0) > 1) || (name === "now" && args !== undefined);
    return CHANGING.has(name) && !isOther ? [`${name}()`] : [];
  });
  const words = allOf(expression, "SQLValueFunction").map(({ op = "" }) =>
    op.replace(/^SVFOP_/, "").replace(/_N$/, ""),
  );
  return [...named, ...words];
}
