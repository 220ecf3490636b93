import type { OperationRegistry } from "../kind-operations.ts";

/** What can be done to the objects of a PostgreSQL database. */
export const postgresOperations: OperationRegistry = {};
