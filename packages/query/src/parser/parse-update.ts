import type { AssignmentNode } from "../ast/assignment-node.ts";
import type { QueryTable } from "../table/query-table.ts";

export function parseUpdate(_input: unknown, _table: QueryTable): readonly AssignmentNode[] {
  throw new Error("parseUpdate: in progress");
}
