import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelHost } from "../model/model-binding.ts";
import type { Stage } from "./stage.ts";

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
      return ready instanceof Promise ? ready.then(() => next(operation)) : next(operation);
    },
  };
}
