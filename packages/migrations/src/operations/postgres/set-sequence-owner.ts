import type { OperationType } from "../operation-type.ts";
import { createSequenceOwner } from "./create-sequence-owner.ts";

/** Gives a sequence to another column. */
export const setSequenceOwner: OperationType<"sequenceOwner"> = {
  name: "setSequenceOwner",
  kind: "sequenceOwner",
  change: "alter",
  inverse: "setSequenceOwner",
  covers: ["column"],
  plan: ({ after }, facts) => (after === undefined ? [] : createSequenceOwner.plan({ change: "create", after }, facts)),
};
