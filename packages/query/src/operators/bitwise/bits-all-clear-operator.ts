import type { OperatorDefinition } from "../operator-definition.ts";
import { bitsOperator } from "./bits-operator.ts";

/** `{ "j.n": { $bitsAllClear: 5 } }`: whole numbers in which all bits of the mask are 0. */
export const bitsAllClearOperator: OperatorDefinition = bitsOperator("allClear");
