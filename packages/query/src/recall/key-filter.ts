import { allOf } from "../ast/and-node.ts";
import { equals } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { QueryTable } from "../table/query-table.ts";
import { valueAcceptor } from "../values/value-rules.ts";
import { recalledNode } from "./recalled-node.ts";
import { shapeOf } from "./shape-template.ts";

/**
 * Makes what turns the values of a key into the filter for its row. All such filters have one shape, which is known
 * beforehand: a statement with one is compiled in the time that it takes to find its plan.
 *
 * @param table the table
 * @param fields the key's fields, at least one
 * @returns takes the values in the order of the fields; gives undefined when one of them cannot be in its field, or is null
 * @example
 * ```ts
 * import { keyFilter, type QueryTable } from "@dataflow/query";
 *
 * function rowOf(users: QueryTable, id: unknown) {
 *   return keyFilter(users, ["id"])([id]); // id = $1; undefined for "seven"
 * }
 * ```
 */
export function keyFilter(
  table: QueryTable,
  fields: readonly string[],
): (values: readonly unknown[]) => FilterNode | undefined {
  const accepts = fields.flatMap((name) => table.fields.get(name) ?? []).map(({ type }) => valueAcceptor(type));
  // Any values do: all that is asked of the example is which value belongs to which condition.
  const places = fields.map((_, index) => index);
  const shape = shapeOf(allOf(fields.map((name, index) => equals(name, index))), places);
  return (given) => {
    const values = new Array<unknown>(accepts.length);
    for (let index = 0; index < accepts.length; index++) {
      const value = given[index];
      const accepted = value === null ? undefined : accepts[index]?.(value);
      if (accepted === undefined) return undefined;
      values[index] = accepted;
    }
    return shape === undefined ? undefined : recalledNode(shape, values);
  };
}
