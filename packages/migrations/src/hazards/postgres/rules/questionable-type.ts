import type { HazardRule } from "../../hazard.ts";
import { addedColumns } from "../constraints.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, pickAll, sqlName, typeText } from "../tree.ts";

/** D12 */
export const questionableType: HazardRule<PostgresContext> = {
  id: "questionable-type",
  title: "The type has a better one in its place",
  isStyle: true,
  find(context) {
    const create = pick(context.statement.tree, "CreateStmt");
    const columns = [...pickAll(create?.tableElts, "ColumnDef"), ...addedColumns(context).map(({ column }) => column)];
    return columns.flatMap((column) => {
      const type = typeText(column.typeName);
      const better = betterThan(type, column.colname ?? "");
      if (better === undefined) return [];
      const [use, why] = better;
      return [
        {
          level: "LOW",
          message: `${column.colname ?? ""} is ${type}: ${why}`,
          fix: `-- ${sqlName(column.colname ?? "")} ${use}`,
          evidence: [stated("type", type)],
        },
      ];
    });
  },
};

function betterThan(type: string, column: string): readonly [use: string, why: string] | undefined {
  if (/^char(?:\(|$)/.test(type)) return ["text", "values are filled up with blanks"];
  if (/^varchar\(/.test(type))
    return ["text, with a check for its length", "to make it longer needs a change of the schema"];
  if (type === "json") return ["jsonb", "it cannot be compared, and is read anew every time"];
  if (/^timestamp(?:\(|$)/.test(type)) return ["timestamptz", "the moment it means depends on who reads it"];
  if (type === "timetz") return ["timestamptz", "a time of day has no time zone"];
  if (type === "money") return ["numeric(12, 2)", "what it means depends on a setting of the server"];
  const isAmount = /price|amount|cost|total|balance|salary|fee/i.test(column);
  return isAmount && /^(?:real|double precision)$/.test(type)
    ? ["numeric(12, 2)", "sums of amounts come out wrong"]
    : undefined;
}
