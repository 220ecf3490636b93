import { allOf } from "../../ast/and-node.ts";
import { not } from "../../ast/not-node.ts";
import type { LogicalDefinition } from "../operator-definition.ts";

/** `{ $not: { … } }`: what the filter does not match. */
export const notOperator: LogicalDefinition = { takesList: false, join: (nodes) => not(allOf(nodes)) };
