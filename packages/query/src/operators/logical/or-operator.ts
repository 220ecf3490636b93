import { anyOf } from "../../ast/or-node.ts";
import type { LogicalDefinition } from "../operator-definition.ts";

/** `{ $or: [ … ] }`: what any of the filters matches. */
export const orOperator: LogicalDefinition = { takesList: true, join: anyOf };
