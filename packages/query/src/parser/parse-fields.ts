import type { QueryTable } from "../table/query-table.ts";

export function parseFields(_input: unknown, _table: QueryTable): readonly string[] {
  throw new Error("parseFields: in progress");
}
