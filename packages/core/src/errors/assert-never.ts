/**
 * Marks a branch that the types say cannot be reached. Reaching it is a bug of ours, so it asserts.
 *
 * @param value what should have been impossible
 * @throws Error always
 */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
}
