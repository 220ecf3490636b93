import type { LockScope } from "./lock-scope.ts";

/** What a lock takes: the key of everything, shared or not, and keys of tables, all of them shared or none. */
export interface LockKeys {
  readonly everything: "shared" | "exclusive";
  /** Sorted, so that two who want the same two never hold one each. */
  readonly tables: readonly string[];
  readonly tableMode: "shared" | "exclusive";
}

/**
 * Says what a scope locks out.
 *
 * @param scope the scope
 * @param tables the tables it is about
 * @returns its keys
 */
export function lockKeys(scope: LockScope, tables: readonly string[]): LockKeys {
  const sorted = [...new Set(tables)].sort();
  if (scope === "schema_modification") return { everything: "exclusive", tables: [], tableMode: "exclusive" };
  const tableMode = scope === "table_modification" ? "exclusive" : "shared";
  return { everything: "shared", tables: sorted, tableMode };
}

/** Whether two locks exclude each other. */
export function excludeEachOther(left: LockKeys, right: LockKeys): boolean {
  if (left.everything === "exclusive" || right.everything === "exclusive") return true;
  if (left.tableMode === "shared" && right.tableMode === "shared") return false;
  return left.tables.some((table) => right.tables.includes(table));
}
