import { ofOperation } from "../errors/of-operation.ts";
import { namedParameters, refuseUnknownParameters } from "../input/check-parameters.ts";
import { parseSignal } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { Row } from "../operation/operation.ts";
import type { CommandParameters } from "./command.ts";
import {
  batchSizeParameter,
  filterParameter,
  includeDeletedParameter,
  orderByParameter,
  read,
  readFilter,
  readOrder,
  signalParameter,
} from "./shared-parameters.ts";

const PARAMETERS: CommandParameters = Object.freeze({
  filter: filterParameter,
  orderBy: orderByParameter,
  includeDeleted: includeDeletedParameter,
  batchSize: batchSizeParameter,
  signal: signalParameter,
});

/**
 * Gives all rows that match, one by one.
 *
 * @param input filter, order, batch size, signal
 * @param binding the model
 * @returns the rows; nothing is opened before the first is asked for
 */
export async function* streamRows(input: object, binding: ModelBinding): AsyncGenerator<Row> {
  const place = `${binding.definition.name}.stream`;
  try {
    const named = namedParameters(input, place, () => Object.keys(PARAMETERS));
    for await (const batch of streamBatches(named, binding)) yield* batch;
  } catch (error) {
    throw ofOperation(error, place);
  }
}

/**
 * Gives all rows that match, as many at once as come from the database.
 *
 * @param input filter, order, batch size, signal
 * @param binding the model
 * @returns the rows; nothing is opened before the first are asked for
 */
export async function* streamBatches(input: CommandInput, binding: ModelBinding): AsyncGenerator<readonly Row[]> {
  refuseUnknownParameters(input, PARAMETERS, `${binding.definition.name}.stream`);
  const signal = parseSignal(input.signal);
  const batchSize = read(batchSizeParameter, input.batchSize, binding, 1000);
  const { batches } = await binding.run({
    kind: "select",
    name: "stream",
    ...readFilter(input, binding),
    orderBy: readOrder(input, binding),
    stream: { batchSize, ...(signal === undefined ? {} : { signal }) },
  });
  if (batches === undefined) throw new Error("unreachable: a stage answered a stream with rows");
  yield* batches;
}
