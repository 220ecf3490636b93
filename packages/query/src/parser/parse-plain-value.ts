import { type ComparisonNode, compare } from "../ast/comparison-node.ts";
import { eqOperator } from "../operators/comparison/eq-operator.ts";
import { EVERYTHING_ALLOWED, type FilterPermission } from "./filter-allowance.ts";
import type { Parsing } from "./filter-parsing.ts";
import type { FilterPlace } from "./filter-place.ts";

/**
 * Parses `field: value`, which most conditions are, without writing down a place for it. Whatever is not quite that is
 * left to the parser of all the rest, which knows what to say of it.
 *
 * @param key the key, which is not known to be a field
 * @param value what stands under it
 * @param parsing the parse
 * @param outer the place of the object that has the key
 * @returns the comparison; undefined where there is more to it
 */
export function parsePlainValue(
  key: string,
  value: unknown,
  parsing: Parsing,
  outer: FilterPlace,
): ComparisonNode | undefined {
  if (typeof value === "object" || value === undefined) return undefined;
  const { prefix, elementsOf, targetOf } = outer.subject;
  if (elementsOf !== undefined || key.startsWith("$")) return undefined;
  const target = targetOf(key);
  if (target?.accept === undefined || !eqOperator.kinds.has(target.kind)) return undefined;
  const { limits, permission, nodes } = parsing;
  if (nodes >= limits.nodes || outer.depth >= limits.depth) return undefined;
  if (permission !== EVERYTHING_ALLOWED && !mayEqual(permission, prefix + key)) return undefined;
  const accepted = target.accept(value);
  if (accepted === undefined) return undefined;
  parsing.nodes = nodes + 1;
  return compare(target.field, "eq", accepted);
}

function mayEqual({ operatorsUnder }: FilterPermission, key: string): boolean {
  return operatorsUnder(key)?.has("$eq") === true;
}
