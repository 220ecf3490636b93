import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { readOnlyModel } from "../errors/read-only.ts";
import { WRITES } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/**
 * Refuses to write to what can only be read.
 *
 * @param definition the model
 * @returns the stage, or undefined when the model can be written to
 */
export function readOnlyStage({ name, found }: AnyModelDefinition): Stage | undefined {
  if (found?.isReadOnly !== true) return undefined;
  const refuse: Stage["pass"] = (operation) => {
    throw readOnlyModel(name, found.table.name, operation.name);
  };
  return { kinds: WRITES, pass: refuse };
}
