import { inside, type OperationType } from "../operation-type.ts";
import { createComment } from "./create-comment.ts";

/** Changes a comment. */
export const setComment: OperationType<"comment"> = {
  name: "setComment",
  kind: "comment",
  change: "alter",
  inverse: "setComment",
  covers: ["text"],
  plan: ({ after }, facts) =>
    after === undefined ? [] : createComment.plan({ change: "create", after }, facts).map(({ sql }) => inside(sql)),
};
