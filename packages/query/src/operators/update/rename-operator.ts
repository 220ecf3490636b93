import { parseKeyPath } from "../../parser/parse-update-path.ts";
import { invalidUpdate } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Moves a value to another place of the same document. Its values are the keys that lead to that place. */
export const renameOperator: UpdateOperator = {
  name: "$rename",
  missing: "keep",
  parse: (operand, path) => {
    if (typeof operand !== "string")
      throw invalidUpdate(
        path,
        "must be the path of the new place",
        'write { $rename: { "profile.town": "profile.city" } }',
      );
    const [, ...keys] = parseKeyPath(operand, path);
    return { values: keys, form: { kind: "rename", keyCount: keys.length } };
  },
  // The document is changed in two places; the walk over it does both.
  print: (current) => current,
};
