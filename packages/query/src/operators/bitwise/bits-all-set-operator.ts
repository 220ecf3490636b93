import type { OperatorDefinition } from "../operator-definition.ts";
import { bitsOperator } from "./bits-operator.ts";

/** `{ "j.n": { $bitsAllSet: 5 } }`: whole numbers in which all bits of the mask are 1. */
export const bitsAllSetOperator: OperatorDefinition = bitsOperator("allSet");
