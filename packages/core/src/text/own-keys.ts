/** Names that would reach into a prototype instead of naming something; never valid. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Whether a name is one of JavaScript's own and can therefore never name a node or a parameter. */
export function isReservedName(name: string): boolean {
  return RESERVED_NAMES.has(name);
}

/** Whether a value is an object or an array: something with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * Whether a value is an object literal: not an array, a date, a class instance.
 *
 * @param value anything
 * @returns true for an object whose prototype is null or an `Object.prototype`
 * @example
 * ```ts
 * import { isPlainObject } from "@dataflow/core";
 *
 * isPlainObject({ name: "Ann" }); // true
 * isPlainObject(new Map()); // false
 * ```
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of `Object.prototype` is null in every realm: objects of another one (a test runner's, an iframe's) are plain, too.
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether an object has anything in it, without a list of its names.
 *
 * @param values a plain object
 * @returns false for `{}`
 * @example
 * ```ts
 * import { hasKeys } from "@dataflow/core";
 *
 * hasKeys({ tenantId: "acme" }); // true
 * ```
 */
export function hasKeys(values: object): boolean {
  for (const _name in values) return true;
  return false;
}

/**
 * A value in words, for messages: its kind, never itself.
 *
 * @param value anything
 * @returns words such as `"an array"`
 * @example
 * ```ts
 * import { describeKind } from "@dataflow/core";
 *
 * console.log(`a list was expected, not ${describeKind({ length: 0 })}`); // "… not an object"
 * ```
 */
export function describeKind(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (value instanceof Date) return "a Date";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Promise) return "a promise that was not awaited";
  if (typeof value === "object") return isPlainObject(value) ? "an object" : "an instance of a class";
  if (typeof value === "undefined") return "undefined";
  return `a ${typeof value}`;
}
