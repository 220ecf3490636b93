import type { DialectName } from "@dataflow/core";
import { loadersOf, type TableLoader } from "../compiler/row-load.ts";
import type { QueryTable } from "../table/query-table.ts";
import { DIALECTS } from "./dialects.ts";

/** What gives the loader of a table, for each dialect. */
export const LOADERS: Readonly<Record<DialectName, (table: QueryTable) => TableLoader | undefined>> = Object.freeze({
  postgres: loadersOf(DIALECTS.postgres),
  sqlite: loadersOf(DIALECTS.sqlite),
});
