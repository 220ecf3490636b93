/** A node of a parsed tree: its type is the only key, or the key it is found under. */
export type TreeFields = Readonly<Record<string, unknown>>;

/** Whether something is a node or its fields. */
export function isFields(value: unknown): value is TreeFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields under a key, or nothing. */
export function fieldsOf(value: unknown, key: string): TreeFields | undefined {
  const found = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isFields(found) ? found : undefined;
}

/** The list under a key; empty when there is none. */
export function listOf(value: unknown, key: string): readonly unknown[] {
  const found = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** The text under a key, or nothing. */
export function textOf(value: unknown, key: string): string | undefined {
  const found = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}

/** The texts of a list of names, such as `{ String: { sval } }`; anything else in it is left out. */
export function namesIn(list: readonly unknown[]): readonly string[] {
  return list.flatMap((item) => textOf(fieldsOf(item, "String"), "sval") ?? []);
}
