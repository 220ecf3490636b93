import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { rowsReadByServer } from "./postgres/rows-read-by-server.ts";

/** How many rows were read so far, where a database tells it: a file's driver says nothing of rows that it does not give. */
export const rowsRead: Readonly<Record<DialectName, (connection: Connection) => Promise<number | undefined>>> =
  Object.freeze({ postgres: rowsReadByServer, sqlite: async () => undefined });
