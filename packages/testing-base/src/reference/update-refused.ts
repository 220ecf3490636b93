/**
 * That an update cannot be applied to a document: nothing of it is.
 *
 * @example
 * ```ts
 * import { applyUpdate, UpdateRefused } from "@dataflow/testing-base/reference";
 *
 * try {
 *   applyUpdate({ tags: "a" }, { $push: { tags: "b" } });
 * } catch (error) {
 *   console.log(error instanceof UpdateRefused); // true
 * }
 * ```
 */
export class UpdateRefused extends Error {}
