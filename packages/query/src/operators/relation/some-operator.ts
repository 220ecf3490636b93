import { hasRelated } from "../../ast/related-node.ts";
import type { RelationDefinition } from "../operator-definition.ts";

/** `{ orders: { $some: { … } } }`: at least one row at the relation's end matches. */
export const someOperator: RelationDefinition = { quantify: hasRelated };
