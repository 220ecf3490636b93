import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../catalog/catalog.ts";
import type { FindNeed } from "../mitigate/mitigated-steps.ts";
import { postgresNeed } from "../mitigate/postgres/find-need.ts";
import { sqliteNeed } from "../mitigate/sqlite/find-need.ts";

const NEEDS: Readonly<
  Record<DialectName, (connection: Connection, objects: CatalogIndex, tableSize?: number) => FindNeed>
> = {
  postgres: postgresNeed,
  sqlite: sqliteNeed,
};

/** What finds out on a database whether a statement keeps others waiting. */
export function statementNeed(connection: Connection, objects: CatalogIndex, tableSize?: number): FindNeed {
  return NEEDS[connection.dialect](connection, objects, tableSize);
}
