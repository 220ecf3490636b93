import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a database schema, which has to be empty by then. */
export const dropSchema: OperationType<"schema"> = dropOperation("schema", ({ path }) => [
  `DROP SCHEMA ${quotePath(path)}`,
]);
