import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelHost } from "../model/model-binding.ts";
import type { Operation, OperationResult } from "../operation/operation.ts";
import type { NextStage, Stage } from "./stage.ts";

/**
 * Makes sure that the tables are there before the first operation; afterwards it costs one call.
 *
 * @param host the DataFlow that the model belongs to
 * @param definition the model
 * @returns the stage
 */
export function readinessStage(host: ModelHost, definition: AnyModelDefinition): Stage {
  return {
    pass: (operation, next) => {
      const ready = host.ready(definition);
      return ready instanceof Promise ? later(ready, operation, next) : next(operation);
    },
  };
}

/** Apart from the stage: a function that waits would be prepared for, in vain, by every operation. */
async function later(ready: Promise<void>, operation: Operation, next: NextStage): Promise<OperationResult> {
  await ready;
  return next(operation);
}
