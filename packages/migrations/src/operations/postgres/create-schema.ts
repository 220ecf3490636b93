import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a database schema. */
export const createSchema: OperationType<"schema"> = createOperation("schema", ({ path }) => [
  `CREATE SCHEMA ${quotePath(path)}`,
]);
