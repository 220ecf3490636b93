import type { OperationType } from "../operation-type.ts";
import { createSequenceOwner } from "./create-sequence-owner.ts";

/** Gives a sequence to another column. */
export const setSequenceOwner: OperationType<"sequenceOwner"> = {
  name: "setSequenceOwner",
  kind: "sequenceOwner",
  change: "alter",
  inverse: "setSequenceOwner",
  covers: ["column"],
  plan({ after }, facts) {
    // One that is made in the same plan may have to wait until the old one is gone, which the sequence must survive.
    if (after === undefined || !facts.actual.has(after.definition.column)) return [];
    return createSequenceOwner.plan({ change: "create", after }, facts);
  },
};
