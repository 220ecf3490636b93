import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { Validator } from "./validator.ts";
import { firstNames, VALIDATOR_NAMES } from "./validator-names.ts";
import { connectionStability } from "./validators/connection-stability.ts";
import { constraintValidation } from "./validators/constraint-validation.ts";
import { dataIntegrity } from "./validators/data-integrity.ts";
import { dataQuality } from "./validators/data-quality.ts";
import { foreignKeyConsistency } from "./validators/foreign-key-consistency.ts";
import { performanceBaseline } from "./validators/performance-baseline.ts";
import { performanceMonitoring } from "./validators/performance-monitoring.ts";
import { performanceRegressionCheck } from "./validators/performance-regression-check.ts";
import { schemaIntegrity } from "./validators/schema-integrity.ts";
import { schemaValidation } from "./validators/schema-validation.ts";
import { transactionHealth } from "./validators/transaction-health.ts";

const validators: ReadonlyMap<string, Validator> = new Map(
  [
    schemaIntegrity,
    foreignKeyConsistency,
    dataQuality,
    performanceBaseline,
    transactionHealth,
    performanceMonitoring,
    connectionStability,
    schemaValidation,
    dataIntegrity,
    constraintValidation,
    performanceRegressionCheck,
  ].map((validator) => [validator.name, validator]),
);

/**
 * A check by its name.
 *
 * @param name the name
 * @returns the check
 * @throws MIGRATION.UNKNOWN_VALIDATOR
 */
export function validatorNamed(name: string): Validator {
  const found = validators.get(firstNames.get(name) ?? name);
  if (found !== undefined) return found;
  throw migrationErrors.create("UNKNOWN_VALIDATOR", {
    message: `There is no check "${name}"`,
    why: "a checkpoint that leaves a check out would say that all is well",
    fix: suggestion(name, VALIDATOR_NAMES),
  });
}
