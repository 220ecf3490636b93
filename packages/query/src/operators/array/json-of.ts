import { invalidFilter } from "../../parser/filter-error.ts";
import type { JsonQuestions } from "../../parser/filter-target.ts";
import type { OperatorUse } from "../operator-definition.ts";

/**
 * The JSON value that an operator stands under. Operators of JSON fit no other kind, which the parser has seen to.
 *
 * @param use the operator's use
 * @returns what can be asked of the value
 */
export function jsonOf({ target, path }: OperatorUse): JsonQuestions {
  if (target.json !== undefined) return target.json;
  throw invalidFilter(path, "does not stand under JSON", "use it under a JSON field or a place in one");
}
