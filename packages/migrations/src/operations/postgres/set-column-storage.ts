import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause } from "./alter-column.ts";

/** Changes how new values are stored; those that exist stay as they are. */
export const setColumnStorage: OperationType<"column"> = alterColumn({
  name: "setColumnStorage",
  covers: ["storage"],
  clauses: ({ after }) => [columnClause(after, `SET STORAGE ${after.definition.storage ?? "DEFAULT"}`)],
});

/** Changes how new values are compressed. */
export const setColumnCompression: OperationType<"column"> = alterColumn({
  name: "setColumnCompression",
  covers: ["compression"],
  clauses: ({ after }) => [columnClause(after, `SET COMPRESSION ${after.definition.compression ?? "DEFAULT"}`)],
});
