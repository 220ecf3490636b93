import { not } from "../../ast/not-node.ts";
import { hasRelated } from "../../ast/related-node.ts";
import type { RelationDefinition } from "../operator-definition.ts";

/** `{ orders: { $every: { … } } }`: all rows at the relation's end match, also when there are none. */
export const everyOperator: RelationDefinition = {
  quantify: (relation, where) => not(hasRelated(relation, not(where))),
};
