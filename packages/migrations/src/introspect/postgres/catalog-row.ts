import { migrationErrors } from "../../errors/migration-errors.ts";

/** One row of a section, by the names that its SQL gives; what it holds is checked where it is read. */
export type CatalogRow = Readonly<Record<string, unknown>>;

export function text(row: CatalogRow, name: string): string {
  const value = row[name];
  if (typeof value !== "string") throw unreadable(name, value);
  return value;
}

export function optionalText(row: CatalogRow, name: string): string | undefined {
  return isAbsent(row, name) ? undefined : text(row, name);
}

export function number(row: CatalogRow, name: string): number {
  const value = row[name];
  if (typeof value !== "number") throw unreadable(name, value);
  return value;
}

export function optionalNumber(row: CatalogRow, name: string): number | undefined {
  return isAbsent(row, name) ? undefined : number(row, name);
}

export function flag(row: CatalogRow, name: string): boolean {
  const value = row[name];
  if (typeof value !== "boolean") throw unreadable(name, value);
  return value;
}

/** A list of texts; NULL is an empty one. */
export function texts(row: CatalogRow, name: string): readonly string[] {
  return list(row, name).map((entry) => {
    if (typeof entry !== "string") throw unreadable(name, entry);
    return entry;
  });
}

/** A list of numbers; NULL is an empty one. */
export function numbers(row: CatalogRow, name: string): readonly number[] {
  return list(row, name).map((entry) => {
    if (typeof entry !== "number") throw unreadable(name, entry);
    return entry;
  });
}

/** A list of rows; NULL is an empty one. */
export function rowsOf(row: CatalogRow, name: string): readonly CatalogRow[] {
  return list(row, name).map((entry) => {
    if (!isRow(entry)) throw unreadable(name, entry);
    return entry;
  });
}

export function isRow(value: unknown): value is CatalogRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(row: CatalogRow, name: string): readonly unknown[] {
  if (isAbsent(row, name)) return [];
  const value = row[name];
  if (!Array.isArray(value)) throw unreadable(name, value);
  return value;
}

function isAbsent(row: CatalogRow, name: string): boolean {
  return row[name] === null || row[name] === undefined;
}

/**
 * The catalog did not give what it has to give. The usual reason: the server's functions that write definitions look at
 * the catalog as it is now, the query at the catalog as it was, and something was dropped in between.
 *
 * @param name what was read
 * @param value what was there instead
 */
export function unreadable(name: string, value: unknown): Error {
  return migrationErrors.create("UNREADABLE_CATALOG", {
    message: `The catalog gave ${value === null ? "nothing" : `a value of type ${typeof value}`} for "${name}"`,
    why: "something was changed in the database while its catalog was read",
    fix: "read it again when nobody changes the schema",
  });
}
