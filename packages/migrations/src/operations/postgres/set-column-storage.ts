import type { OperationType } from "../operation-type.ts";
import { alterColumn, columnClause } from "./alter-column.ts";

/** Since when the server knows by itself what is usual for a type. */
const DEFAULT_SINCE = 160_000;

/** What is usual for a type; only types of no fixed length can be stored in more than one way. */
function usualStorage(type: string): string {
  return /^(?:numeric|inet|cidr)\b(?!.*\[\])/.test(type) ? "MAIN" : "EXTENDED";
}

/** Changes how new values are stored; those that exist stay as they are. */
export const setColumnStorage: OperationType<"column"> = alterColumn({
  name: "setColumnStorage",
  covers: ["storage"],
  clauses({ after }, { serverVersion }) {
    const { storage, type } = after.definition;
    return [
      columnClause(
        after,
        `SET STORAGE ${storage ?? (serverVersion >= DEFAULT_SINCE ? "DEFAULT" : usualStorage(type))}`,
      ),
    ];
  },
});

/** Changes how new values are compressed. */
export const setColumnCompression: OperationType<"column"> = alterColumn({
  name: "setColumnCompression",
  covers: ["compression"],
  clauses: ({ after }) => [columnClause(after, `SET COMPRESSION ${after.definition.compression ?? "DEFAULT"}`)],
});
