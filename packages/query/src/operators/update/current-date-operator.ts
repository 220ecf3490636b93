import { isPlainObject } from "@dataflow/core";
import { invalidUpdate, NO_OPERAND } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Puts the database's time in a place, as the text that `JSON.stringify` gives a Date. */
export const currentDateOperator: UpdateOperator = {
  name: "$currentDate",
  missing: "create",
  parse: (operand, path) => {
    const isDate =
      operand === true || (isPlainObject(operand) && Object.keys(operand).length === 1 && operand.$type === "date");
    if (!isDate)
      throw invalidUpdate(path, 'must be true or { $type: "date" }', "write { $currentDate: { place: true } }");
    return NO_OPERAND;
  },
  print: (_current, { json }) => json.now,
};
