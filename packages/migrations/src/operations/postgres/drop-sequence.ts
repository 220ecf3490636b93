import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a sequence, and with it the number it had come to. */
export const dropSequence: OperationType<"sequence"> = dropOperation(
  "sequence",
  ({ path }) => [`DROP SEQUENCE ${quotePath(path)}`],
  {
    loss: ({ before }) => {
      const name = displayName(before?.path ?? []);
      return { what: `the number that the sequence ${name} has come to`, allow: `drop sequence ${name}` };
    },
    reversal: () => "backup",
  },
);
