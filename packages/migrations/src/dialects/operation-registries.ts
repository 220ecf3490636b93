import type { DialectName } from "@dataflow/core";
import type { OperationRegistry } from "../operations/kind-operations.ts";
import { postgresOperations } from "../operations/postgres/postgres-operations.ts";
import { sqliteOperations } from "../operations/sqlite/sqlite-operations.ts";

const REGISTRIES: ReadonlyMap<DialectName, OperationRegistry> = new Map([
  ["postgres", postgresOperations],
  ["sqlite", sqliteOperations],
]);

/**
 * The operations of a dialect.
 *
 * @param dialect the dialect's name
 * @returns its operations by kind
 */
export function registryOf(dialect: DialectName): OperationRegistry {
  const registry = REGISTRIES.get(dialect);
  if (registry === undefined) throw new TypeError(`there are no operations for ${dialect}`);
  return registry;
}
