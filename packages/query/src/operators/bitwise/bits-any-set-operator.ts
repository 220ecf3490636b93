import type { OperatorDefinition } from "../operator-definition.ts";
import { bitsOperator } from "./bits-operator.ts";

/** `{ "j.n": { $bitsAnySet: 5 } }`: whole numbers in which some bit of the mask is 1. */
export const bitsAnySetOperator: OperatorDefinition = bitsOperator("anySet");
