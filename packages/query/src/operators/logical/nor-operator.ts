import { not } from "../../ast/not-node.ts";
import { anyOf } from "../../ast/or-node.ts";
import type { LogicalDefinition } from "../operator-definition.ts";

/** `{ $nor: [ … ] }`: what none of the filters matches. */
export const norOperator: LogicalDefinition = { takesList: true, join: (nodes) => not(anyOf(nodes)) };
