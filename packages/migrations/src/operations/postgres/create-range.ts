import type { OperationType } from "../operation-type.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a range type together with its multirange type. */
export const createRange: OperationType<"range"> = createOperation("range", ({ definition }) => [definition.sql]);
