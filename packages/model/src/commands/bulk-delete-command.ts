import { anyOf, type FilterNode, parseFilter } from "@dataflow/query";
import { parseKey } from "../input/parse-key.ts";
import { invalidParameter, typeOf } from "../input/parse-scalars.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import { refuseEmptyFilter } from "./bulk-parameters.ts";
import type { Command, CommandParameter } from "./command.ts";
import { filterParameter, flagParameter, readFilter } from "./shared-parameters.ts";

/** What a BulkDelete gives. */
export interface BulkDeleteResult {
  readonly deleted: number;
}

const idsParameter: CommandParameter = {
  required: false,
  description: "the keys of the rows to delete",
  parse: (value, binding) => keysFilter(value, binding),
};

/** Deletes many rows: all that match a filter, or those with the given keys. */
export const bulkDeleteCommand: Command<BulkDeleteResult> = Object.freeze({
  name: "bulkDelete",
  nodeSuffix: "BulkDeleteNode",
  writes: true,
  description: "deletes many rows",
  parameters: () => ({
    filter: filterParameter,
    ids: idsParameter,
    all: flagParameter("all", "says that every row is meant, when there is no filter"),
  }),
  results: () => ["deleted"],
  async run(binding, input) {
    if (input.ids !== undefined && (input.filter !== undefined || input.all !== undefined)) {
      throw invalidParameter("ids", "it cannot be used together with filter or all", "give one of them");
    }
    if (input.ids === undefined) refuseEmptyFilter(input, binding, "bulkDelete");
    const where = input.ids === undefined ? readFilter(input, binding).where : keysFilter(input.ids, binding);
    const { rowCount } = await binding.run({ kind: "delete", name: "bulkDelete", where });
    return { deleted: rowCount };
  },
} satisfies Command<BulkDeleteResult>);

function keysFilter(value: unknown, binding: ModelBinding): FilterNode {
  if (!Array.isArray(value)) throw invalidParameter("ids", `it is a ${typeOf(value)}`, "pass an array of keys");
  const keys = value.map((key: unknown) => parseKey(key, binding));
  const [only, ...others] = binding.table.primaryKey;
  // One list is one statement for any number of keys.
  if (only !== undefined && others.length === 0) return parseFilter({ [only]: { $in: value } }, binding.table);
  return anyOf(keys.map(({ where }) => where));
}
