import type { FilterNode } from "../ast/filter-node.ts";
import type { JsonQuestions } from "../parser/filter-target.ts";

/**
 * What an operator on texts means for a place in a JSON document, given what it means for a column of texts.
 *
 * @param node what it means for a column
 * @param json the place
 * @returns the same, asked of the place
 */
export function textInJson(node: FilterNode, json: JsonQuestions): FilterNode {
  switch (node.kind) {
    case "text":
    case "like":
    case "regex":
      return json.test({ kind: "text", condition: node });
    case "comparison":
      return typeof node.value === "string"
        ? json.test({ kind: "compare", operator: node.operator, value: node.value })
        : node;
    // "Not null" is what every text matches; a place may hold something else.
    case "not":
      return json.test({ kind: "type", types: ["string"] });
    default:
      return node;
  }
}
