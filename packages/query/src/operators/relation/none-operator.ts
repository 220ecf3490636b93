import { not } from "../../ast/not-node.ts";
import { hasRelated } from "../../ast/related-node.ts";
import type { RelationDefinition } from "../operator-definition.ts";

/** `{ orders: { $none: { … } } }`: no row at the relation's end matches. */
export const noneOperator: RelationDefinition = { quantify: (relation, where) => not(hasRelated(relation, where)) };
