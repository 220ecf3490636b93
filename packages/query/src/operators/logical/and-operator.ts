import { allOf } from "../../ast/and-node.ts";
import type { LogicalDefinition } from "../operator-definition.ts";

/** `{ $and: [ … ] }`: what all of the filters match. */
export const andOperator: LogicalDefinition = { takesList: true, join: allOf };
