import { checkedCount } from "../compiler/order-and-page.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { StageParser } from "./pipeline-stage.ts";

/** Ends after some rows. */
export interface LimitStage {
  readonly kind: "limit";
  readonly count: number;
}

/** `{ $limit: 10 }`, from one on, as MongoDB has it. */
export const parseLimitStage: StageParser = (input, rows, path) => {
  const count = checkedCount("limit", input);
  if (count === 0) throw invalidStage(path, "is 0", "limit to at least one row");
  return { stage: Object.freeze({ kind: "limit", count }), rows };
};
