import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { scannedByServer } from "./postgres/scanned-by-server.ts";
import { scannedInFile } from "./sqlite/scanned-in-file.ts";

/** The tables that a statement scans, as each dialect says it. */
export const scanPlans: Readonly<
  Record<DialectName, (connection: Connection, statement: string) => Promise<readonly string[]>>
> = Object.freeze({ postgres: scannedByServer, sqlite: scannedInFile });
