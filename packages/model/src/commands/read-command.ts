import { notFound } from "../errors/not-found.ts";
import { parseKeyInput } from "../input/parse-key.ts";
import { after } from "../operation/after.ts";
import type { Row } from "../operation/operation.ts";
import type { Command, CommandParameters } from "./command.ts";
import { keyParameters } from "./key-parameters.ts";
import { flagParameter, includeDeletedParameter, read } from "./shared-parameters.ts";

const raiseOnNotFoundParameter = flagParameter(
  "raiseOnNotFound",
  "whether a missing row is an error (the default) or null",
);

const OPTIONS: CommandParameters = Object.freeze({
  raiseOnNotFound: raiseOnNotFoundParameter,
  includeDeleted: includeDeletedParameter,
});

/** Gives one row by its key. */
export const readCommand: Command<Row | null> = Object.freeze({
  name: "read",
  nodeSuffix: "ReadNode",
  description: "reads one row by its key",
  parameters: (definition) => ({
    ...keyParameters(definition),
    ...OPTIONS,
  }),
  options: () => OPTIONS,
  results: (definition) => [...definition.fields.keys()],
  run(binding, input) {
    const { where } = parseKeyInput(input, binding);
    const includeDeleted = read(includeDeletedParameter, input.includeDeleted, binding, false);
    const raise = read(raiseOnNotFoundParameter, input.raiseOnNotFound, binding, true);
    const found = binding.run({ kind: "select", name: "read", where, orderBy: NO_ORDER, includeDeleted });
    return after(found, ({ rows }) => {
      const row = rows[0];
      if (row === undefined && raise) throw notFound(binding.definition.name, "read");
      return row ?? null;
    });
  },
} satisfies Command<Row | null>);

const NO_ORDER = Object.freeze([]);
