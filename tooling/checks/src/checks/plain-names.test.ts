import { expect, it } from "vitest";
import { nameFindings } from "./plain-names.ts";

it.each(["export class PoolManager {}", "export const stringUtils = 1;", "export function queryHelper() {}"])(
  "refuses %s",
  (text) => {
    expect(nameFindings("packages/core/src/a.ts", text)).toHaveLength(1);
  },
);

it.each([
  "export class MigrationLockManager {}",
  "class PoolManager {}",
  "export const systematic = 1;",
  "export function utilise() {}",
])("accepts %s", (text) => {
  expect(nameFindings("packages/core/src/a.ts", text)).toEqual([]);
});
