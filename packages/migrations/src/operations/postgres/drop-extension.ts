import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops an extension with everything that belongs to it. */
export const dropExtension: OperationType<"extension"> = dropOperation(
  "extension",
  ({ path }) => [`DROP EXTENSION ${quotePath(path)}`],
  {
    loss: ({ before }) => {
      const name = displayName(before?.path ?? []);
      return { what: `everything that the extension ${name} keeps`, allow: `drop extension ${name}` };
    },
    reversal: () => "never",
  },
);
