import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../catalog/catalog.ts";
import type { FindNeed } from "../mitigate/mitigated-steps.ts";
import { postgresNeed } from "../mitigate/postgres/find-need.ts";

const NEEDS: Readonly<Record<DialectName, (connection: Connection, objects: CatalogIndex) => FindNeed>> = {
  postgres: postgresNeed,
  sqlite: () => async () => ({
    isNeeded: false,
    reason: "a change of a file is one transaction, whatever it does",
    evidence: [{ source: "statement", fact: "locks of single tables", value: 0 }],
  }),
};

/** What finds out on a database whether a statement keeps others waiting. */
export function statementNeed(connection: Connection, objects: CatalogIndex): FindNeed {
  return NEEDS[connection.dialect](connection, objects);
}
