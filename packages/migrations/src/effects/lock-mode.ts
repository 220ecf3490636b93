/** The locks of tables, the weakest first, in PostgreSQL's words. SQLite has one lock for the whole file: see {@link RelationEffect}. */
export const LOCK_MODES = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;

/** One of {@link LOCK_MODES}. */
export type LockMode = (typeof LOCK_MODES)[number];

/**
 * The stronger of two locks.
 *
 * @param left a lock; absent is none
 * @param right another one
 * @returns the stronger one
 * @example
 * ```ts
 * import { strongerLock } from "@dataflow/migrations";
 *
 * console.log(strongerLock("SHARE", "ACCESS EXCLUSIVE")); // "ACCESS EXCLUSIVE"
 * ```
 */
export function strongerLock(left: LockMode | undefined, right: LockMode | undefined): LockMode | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return LOCK_MODES.indexOf(left) >= LOCK_MODES.indexOf(right) ? left : right;
}

/**
 * Whether queries have to wait for whoever holds a lock.
 *
 * @param lock the lock
 * @returns whether reading waits
 * @example
 * ```ts
 * import { blocksReads } from "@dataflow/migrations";
 *
 * console.log(blocksReads("SHARE")); // false
 * ```
 */
export function blocksReads(lock: LockMode): boolean {
  return lock === "ACCESS EXCLUSIVE";
}

/**
 * Whether INSERT, UPDATE and DELETE have to wait for whoever holds a lock.
 *
 * @param lock the lock
 * @returns whether writing waits
 * @example
 * ```ts
 * import { blocksWrites } from "@dataflow/migrations";
 *
 * console.log(blocksWrites("SHARE")); // true
 * ```
 */
export function blocksWrites(lock: LockMode): boolean {
  return LOCK_MODES.indexOf(lock) >= LOCK_MODES.indexOf("SHARE");
}
