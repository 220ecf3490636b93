import type { DialectName } from "@dataflow/core";

const NAMES = { postgres: true, sqlite: true } satisfies Record<DialectName, true>;

/** Whether scripts of a dialect can be judged. The rules themselves are loaded when the first script is. */
export function isHazardDialect(name: string): boolean {
  return Object.hasOwn(NAMES, name);
}
