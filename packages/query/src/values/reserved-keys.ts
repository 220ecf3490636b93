/** Keys that every object of JavaScript has a property for. A document with one of them would be misread. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
