import type { Diagnostic, NodeValues } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { RowSet } from "../operation/operation.ts";
import { checkFieldValue, problem, REQUIRED, UNDEFINED_REFUSED, unknownFieldProblem } from "./row-check.ts";

/** Rows of changes by shape, and every problem found in them. */
export interface PreparedKeyedRows {
  readonly sets: readonly RowSet[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Checks rows that each carry a key and the fields to change. A field that a row leaves out stays as it is stored, so
 * rows are grouped by the fields they bring.
 *
 * @param definition the model
 * @param keys the fields of the key
 * @param input the rows as they were given
 * @returns the rows, keys first, grouped by shape; and every problem found
 */
export function prepareKeyedRows(
  definition: AnyModelDefinition,
  keys: readonly string[],
  input: readonly NodeValues[],
): PreparedKeyedRows {
  const problems: Diagnostic[] = [];
  const sets = new Map<string, { readonly fields: readonly string[]; readonly values: unknown[][] }>();
  for (const [index, row] of input.entries()) {
    const label = `${definition.name}[${index}]`;
    const changed = Object.keys(row).filter((name) => !keys.includes(name));
    const writable = changed.filter((name) => definition.updatable.includes(name)).sort();
    for (const name of changed) {
      if (writable.includes(name)) continue;
      problems.push(unknownFieldProblem(definition, `${label}.${name}`, definition.updatable));
    }
    if (writable.length === 0) continue;
    const fields = [...keys, ...writable];
    const shape = fields.join("\u0000");
    const set = sets.get(shape) ?? { fields, values: [] };
    sets.set(shape, set);
    set.values.push(
      fields.map((name) => keyedValue(definition, row, { name, label, isKey: keys.includes(name) }, problems)),
    );
  }
  return { sets: [...sets.values()], problems };
}

function keyedValue(
  definition: AnyModelDefinition,
  row: NodeValues,
  place: { readonly name: string; readonly label: string; readonly isKey: boolean },
  problems: Diagnostic[],
): unknown {
  const { name, label, isKey } = place;
  const path = `${label}.${name}`;
  const field = definition.fields.get(name);
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  if (field === undefined || value === undefined || (isKey && value === null)) {
    problems.push(problem(path, isKey ? REQUIRED : UNDEFINED_REFUSED));
    return null;
  }
  const checked = checkFieldValue(field, value, path);
  if (!("problems" in checked)) return checked.value;
  problems.push(...checked.problems);
  return null;
}
