import type { FilterNode } from "../../ast/filter-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import { documentLogic } from "./document-logic.ts";
import type { JsonPlace } from "./json-sql.ts";
import { type JsonWalk, walkJson } from "./walk-json.ts";

/**
 * Prints a filter on a value of a document, as the value would be asked in its field: an array is looked through.
 *
 * @param filter conditions made by `jsonPath`; their places start at the value
 * @param place the value
 * @param walk the dialect and its writer
 * @returns a condition that is true, or false or NULL
 * @throws QUERY.INVALID_STATEMENT for a condition on a column
 */
export function documentConditionText(filter: FilterNode, place: JsonPlace, walk: JsonWalk): string {
  return documentLogic(
    filter,
    ({ path, test }) => `(${walkJson(place, path, test, walk)})`,
    () =>
      queryErrors.create("INVALID_STATEMENT", {
        message: "A condition on a place in a document is about a column",
        why: "documents have no columns",
        fix: "use conditions made by jsonPath",
      }),
  );
}
