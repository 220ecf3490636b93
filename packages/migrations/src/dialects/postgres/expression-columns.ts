import type { Addition, AdditionPlace } from "../../not-null/addition.ts";
import { parseSql } from "../../sql/parse-sql.ts";

/**
 * Names that an expression mentions, each as its last part; `"*"` for a whole row.
 *
 * @param expression an expression
 * @returns the names
 * @throws MIGRATION.SQL_NOT_PARSED when it is none
 */
export async function expressionColumns(expression: string): Promise<ReadonlySet<string>> {
  const statements = await parseSql(`SELECT (${expression})`);
  const names = new Set<string>();
  collect(
    statements.map(({ tree }) => tree),
    names,
  );
  return names;
}

/** How many statements an expression is taken for: one, unless it ends itself before its end. */
export async function countStatements(expression: string): Promise<number> {
  return (await parseSql(`SELECT (${expression})`)).length;
}

/** Columns that the server computes after a row's triggers have run: there they are still NULL. */
export async function generatedColumnsRead(
  { fill }: Addition,
  { table, objects }: AdditionPlace,
): Promise<readonly string[]> {
  if (fill.default !== undefined) return [];
  const read = await expressionColumns(fill.expression).catch(() => new Set<string>());
  const generated: string[] = [];
  for (const object of objects.values()) {
    if (object.kind !== "column" || object.parent !== table.id || object.definition.generated === undefined) continue;
    const name = object.path.at(-1) ?? "";
    if (read.has(name) || read.has("*")) generated.push(name);
  }
  return generated;
}

/** Every column reference of a tree, wherever it is. */
function collect(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) {
    for (const each of node) collect(each, names);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "ColumnRef") addName(value, names);
    else collect(value, names);
  }
}

function addName(reference: unknown, names: Set<string>): void {
  const fields = isFields(reference) ? reference.fields : [];
  const last = fields.at(-1);
  if (last === undefined) return;
  names.add(last.String?.sval ?? "*");
}

interface Fields {
  readonly fields: readonly { readonly String?: { readonly sval?: string } }[];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && "fields" in value && Array.isArray(value.fields);
}
