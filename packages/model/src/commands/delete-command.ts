import { parseKeyInput } from "../input/parse-key.ts";
import { after } from "../operation/after.ts";
import type { DeleteOperation } from "../operation/operation.ts";
import type { Command } from "./command.ts";
import { keyParameters } from "./key-parameters.ts";
import { expectingVersion, versionParameters } from "./version-parameter.ts";

/** What a Delete gives: the key as it was given, and whether there was such a row. */
export interface DeleteResult {
  readonly id: unknown;
  readonly deleted: boolean;
}

/** Deletes one row by its key; with soft delete the row stays and is marked. */
export const deleteCommand: Command<DeleteResult> = Object.freeze({
  name: "delete",
  nodeSuffix: "DeleteNode",
  writes: true,
  description: "deletes one row by its key",
  parameters: (definition) => ({
    ...keyParameters(definition),
    ...versionParameters(definition),
  }),
  options: versionParameters,
  results: () => ["id", "deleted"],
  run(binding, input) {
    const { where, recordId } = parseKeyInput(input, binding);
    const operation: DeleteOperation = { kind: "delete", name: "delete", where };
    const deleted = binding.run(expectingVersion(operation, input, binding));
    return after(deleted, ({ rowCount }) => ({ id: recordId, deleted: rowCount > 0 }));
  },
} satisfies Command<DeleteResult>);
