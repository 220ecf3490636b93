import { plainObject } from "../input/plain-object.ts";
import { after } from "../operation/after.ts";
import type { InsertOperation, Row } from "../operation/operation.ts";
import type { Command } from "./command.ts";
import { insertParameters } from "./field-parameters.ts";

/** Stores one new row and gives it back as it is stored. */
export const createCommand: Command<Row> = Object.freeze({
  name: "create",
  nodeSuffix: "CreateNode",
  writes: true,
  description: "stores one new row",
  parameters: insertParameters,
  takesFieldsOnly: true,
  results: (definition) => [...definition.fields.keys()],
  run(binding, input) {
    const operation: InsertOperation = {
      kind: "insert",
      name: "create",
      input: [plainObject(input, "values")],
      rows: { fields: [], values: [] },
      returning: binding.allFields,
    };
    return after(binding.run(operation), ({ rows }) => rows[0] as Row); // an insert without a conflict clause gives its row
  },
} satisfies Command<Row>);
