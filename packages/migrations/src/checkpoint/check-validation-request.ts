import { suggestion } from "@dataflow/core";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import type { CheckpointStage, ValidationRequest } from "./checkpoint.ts";
import { validatorNamed } from "./validators.ts";

const STAGES: readonly string[] = ["pre_migration", "during_migration", "post_migration"] satisfies CheckpointStage[];
const NAMES = ["migrationOperation", "checkpoints", "rollbackOnFailure", "detailedReporting"];

/**
 * Checks what a migration is to be run with, before anything happens.
 *
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.UNKNOWN_VALIDATOR
 */
export function checkValidationRequest(request: ValidationRequest<unknown>): void {
  checkOptionNames("executeWithValidation", request, NAMES);
  const { migrationOperation, checkpoints, rollbackOnFailure = true, detailedReporting = false } = request;
  if (typeof migrationOperation !== "function")
    throw invalidOption("executeWithValidation", "migrationOperation", "give a function");
  if (typeof rollbackOnFailure !== "boolean")
    throw invalidOption("executeWithValidation", "rollbackOnFailure", "give true or false");
  if (typeof detailedReporting !== "boolean")
    throw invalidOption("executeWithValidation", "detailedReporting", "give true or false");
  if (!Array.isArray(checkpoints)) throw invalidOption("executeWithValidation", "checkpoints", "give a list");
  for (const checkpoint of request.checkpoints) {
    checkOptionNames("a checkpoint", checkpoint, ["stage", "validators", "required"]);
    const { stage, validators, required = true } = checkpoint;
    if (!STAGES.includes(stage))
      throw invalidOption("executeWithValidation", "checkpoints[].stage", suggestion(String(stage), STAGES));
    if (typeof required !== "boolean")
      throw invalidOption("executeWithValidation", "checkpoints[].required", "give true or false");
    if (!Array.isArray(validators))
      throw invalidOption("executeWithValidation", "checkpoints[].validators", "give a list of names");
    for (const name of checkpoint.validators) validatorNamed(name);
  }
}
