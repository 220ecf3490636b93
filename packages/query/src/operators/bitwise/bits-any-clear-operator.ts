import type { OperatorDefinition } from "../operator-definition.ts";
import { bitsOperator } from "./bits-operator.ts";

/** `{ "j.n": { $bitsAnyClear: 5 } }`: whole numbers in which some bit of the mask is 0. */
export const bitsAnyClearOperator: OperatorDefinition = bitsOperator("anyClear");
