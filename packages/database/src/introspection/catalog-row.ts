/** One row of a catalog, read by name and checked: what a catalog gives is known to us, but not to the compiler. */
export type CatalogRow = Readonly<Record<string, unknown>>;

export function textOf(row: CatalogRow, name: string): string {
  const value = row[name];
  if (typeof value !== "string") throw unexpected(name, value);
  return value;
}

export function optionalTextOf(row: CatalogRow, name: string): string | undefined {
  return row[name] === null ? undefined : textOf(row, name);
}

export function numberOf(row: CatalogRow, name: string): number {
  const value = row[name];
  if (typeof value !== "number") throw unexpected(name, value);
  return value;
}

/** A truth value, which one database has as such and the other as 0 and 1. */
export function flagOf(row: CatalogRow, name: string): boolean {
  const value = row[name];
  return typeof value === "boolean" ? value : numberOf(row, name) !== 0;
}

/** A list of texts. */
export function textsOf(row: CatalogRow, name: string): readonly string[] {
  const value = row[name];
  if (!Array.isArray(value)) throw unexpected(name, value);
  return value.map((entry: unknown) => {
    if (typeof entry !== "string") throw unexpected(name, entry);
    return entry;
  });
}

/** A list of truth values. */
export function flagsOf(row: CatalogRow, name: string): readonly boolean[] {
  const value = row[name];
  if (!Array.isArray(value)) throw unexpected(name, value);
  return value.map((entry: unknown) => entry === true);
}

/** Rows by the text in one of their columns, in the order in which they came. */
export function groupRows(rows: readonly CatalogRow[], name: string): ReadonlyMap<string, readonly CatalogRow[]> {
  const groups = new Map<string, CatalogRow[]>();
  for (const row of rows) {
    const key = textOf(row, name);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** A bug of ours or a catalog of another shape: analysis has to stop, not to guess. */
function unexpected(name: string, value: unknown): Error {
  return new TypeError(`the catalog gave ${value === null ? "null" : typeof value} for "${name}"`);
}
