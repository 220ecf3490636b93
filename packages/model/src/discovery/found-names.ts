import { fieldNameFindings, modelNameFindings } from "../definition/names.ts";
import { camelCase, capitalise } from "../naming/snake-case.ts";
import { modelNameOf } from "../naming/table-name.ts";

/** What a table is called, inside and outside of the database. */
export interface TableName {
  readonly name: string;
  readonly schema?: string;
  /** Whether its schema goes without saying. */
  readonly isDefault: boolean;
}

/**
 * Gives each table the name of a model, no two the same. The name of a table of the default schema is that of the table
 * in the singular; where two tables would share one, the second is called after its schema too, or numbered.
 *
 * @param tables the tables, in an order that is the same in every run
 * @returns the names, in the same order
 */
export function foundModelNames(tables: readonly TableName[]): readonly string[] {
  const taken = new Set<string>(["AuditRecord"]);
  const names = new Map<TableName, string>();
  for (const table of tables.toSorted((left, right) => Number(right.isDefault) - Number(left.isDefault))) {
    const plain = wordOf(modelNameOf(table.name));
    const longer = table.schema === undefined ? plain : wordOf(modelNameOf(table.schema)) + plain;
    const name = firstFree([plain, longer], (candidate) => taken.has(candidate.toLowerCase()));
    taken.add(name.toLowerCase());
    names.set(table, name);
  }
  return tables.map((table) => names.get(table) ?? modelNameOf(table.name));
}

/** `UserBulk` would share `UserBulkCreateNode` with `User`. */
function wordOf(name: string): string {
  const plain = modelNameFindings(name).length === 0 ? name : "Table";
  return plain.endsWith("Bulk") ? `${plain}Table` : plain;
}

/**
 * Gives each column the name of a field, no two the same.
 *
 * @param columns the names of the columns
 * @returns the name of the field of each column
 */
export function foundFieldNames(columns: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const column of columns) {
    const plain = camelCase(column);
    const candidates = [plain, `column${capitalise(plain)}`, "column"].filter(
      (name) => name !== "" && fieldNameFindings("", name).length === 0,
    );
    const name = firstFree(candidates, (candidate) => taken.has(candidate));
    taken.add(name);
    names.set(column, name);
  }
  return names;
}

/**
 * The first name that is free; numbered when none is.
 *
 * @param candidates names, the best first
 * @param isTaken whether a name is taken
 * @returns a free name
 */
export function firstFree(candidates: readonly string[], isTaken: (name: string) => boolean): string {
  const free = candidates.find((name) => !isTaken(name));
  if (free !== undefined) return free;
  const last = candidates.at(-1) ?? "name";
  for (let number = 2; ; number++) {
    if (!isTaken(`${last}${number}`)) return `${last}${number}`;
  }
}
