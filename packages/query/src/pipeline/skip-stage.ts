import { checkedCount } from "../compiler/order-and-page.ts";
import type { StageParser } from "./pipeline-stage.ts";

/** Leaves out the first rows. */
export interface SkipStage {
  readonly kind: "skip";
  readonly count: number;
}

/** `{ $skip: 20 }` */
export const parseSkipStage: StageParser = (input, rows) => ({
  stage: Object.freeze({ kind: "skip", count: checkedCount("offset", input) }),
  rows,
});
