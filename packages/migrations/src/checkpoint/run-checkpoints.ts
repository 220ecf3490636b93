import { isDataFlowError } from "@dataflow/core";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Checkpoint, CheckpointResult, CheckpointStage } from "./checkpoint.ts";
import type { ValidationFinding, ValidationScene, Validator } from "./validator.ts";
import { firstName } from "./validator-names.ts";
import { validatorNamed } from "./validators.ts";

/**
 * Makes the checks of a stage, one after the other.
 *
 * @param checkpoints all checkpoints
 * @param stage the stage
 * @param scene what checks work with
 * @returns what each came to; after a required one that did not pass there are no more
 */
export async function runCheckpoints(
  checkpoints: readonly Checkpoint[],
  stage: CheckpointStage,
  scene: ValidationScene,
): Promise<readonly CheckpointResult[]> {
  const results: CheckpointResult[] = [];
  for (const { validators, required = true } of checkpoints.filter((checkpoint) => checkpoint.stage === stage)) {
    for (const name of validators) {
      const validator = validatorNamed(name);
      const startedAt = performance.now();
      const { problems, figures } = await closed(validator, scene);
      const durationMs = performance.now() - startedAt;
      const passed = problems.length === 0;
      const { question } = validator;
      results.push({ stage, validator: firstName(name), required, passed, problems, figures, question, durationMs });
      if (required && !passed) return freezeDeep(results);
    }
  }
  return freezeDeep(results);
}

/** A check that cannot be made has not passed. */
async function closed(validator: Validator, scene: ValidationScene): Promise<ValidationFinding> {
  try {
    return await validator.check(scene);
  } catch (error) {
    const reason = isDataFlowError(error) ? `${error.code}: ${error.message}` : "an unexpected failure";
    return { problems: [`it could not be checked: ${reason}`], figures: {} };
  }
}
