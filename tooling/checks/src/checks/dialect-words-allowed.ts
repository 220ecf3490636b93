/**
 * The files outside of `src/dialects` whose code may name a dialect, and why. This list may only shrink.
 */
export const DIALECT_AWARE: Readonly<Record<string, string>> = Object.freeze({
  "packages/core/src/schema/dialect-name.ts": "declares the names",
  "packages/testing/src/index.ts": "re-exports the server for tests",
});
