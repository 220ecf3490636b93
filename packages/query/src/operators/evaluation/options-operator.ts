import { everything } from "../../ast/everything-node.ts";
import { invalidFilter } from "../../parser/filter-error.ts";
import { type OperatorDefinition, TEXT_KINDS } from "../operator-definition.ts";

/** `$options` belongs to the `$regex` beside it, which reads it; alone it means nothing and is refused. */
export const optionsOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  parse: (_operand, use) => {
    if (Object.hasOwn(use.siblings, "$regex")) return everything();
    throw invalidFilter(use.path, "stands without $regex", "write { $regex: …, $options: … }");
  },
};
