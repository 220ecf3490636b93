import type { Table } from "./table.ts";

/** All tables of a database, or all that one application asks for. */
export interface Schema {
  readonly tables: readonly Table[];
}
