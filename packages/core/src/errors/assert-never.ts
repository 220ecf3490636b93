/**
 * Marks a branch that the types say cannot be reached. Reaching it is a bug of ours, so it asserts.
 *
 * @param value what should have been impossible
 * @throws Error always
 * @example
 * ```ts
 * import { assertNever } from "@dataflow/core";
 *
 * function area(shape: { kind: "square"; side: number } | { kind: "dot" }): number {
 *   if (shape.kind === "square") return shape.side ** 2;
 *   if (shape.kind === "dot") return 0;
 *   return assertNever(shape);
 * }
 * ```
 */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
}
