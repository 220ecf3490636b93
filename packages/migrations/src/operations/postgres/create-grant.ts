import type { OperationType } from "../operation-type.ts";
import { statementsFor } from "./set-grant.ts";
import { createOperation } from "./whole-object.ts";

/** Gives a role privileges on something, or takes those away that everybody is born with. */
export const createGrant: OperationType<"grant"> = createOperation("grant", statementsFor);
