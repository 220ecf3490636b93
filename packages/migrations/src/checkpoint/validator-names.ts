/** The checks there are, as checkpoints name them. */
export const VALIDATOR_NAMES = [
  "schema_integrity",
  "foreign_key_consistency",
  "data_quality",
  "performance_baseline",
  "transaction_health",
  "performance_monitoring",
  "connection_stability",
  "schema_validation",
  "data_integrity",
  "constraint_validation",
  "performance_regression_check",
] as const;

/** One of {@link VALIDATOR_NAMES}. */
export type ValidatorName = (typeof VALIDATOR_NAMES)[number];

const SECOND_NAMES = {
  fk_consistency: "foreign_key_consistency",
  performance_validation: "performance_regression_check",
} as const satisfies Record<string, ValidatorName>;

/** Second names of checks. Results have the first. */
export type ValidatorSecondName = keyof typeof SECOND_NAMES;

/** The first name of each second one. */
export const firstNames: ReadonlyMap<string, ValidatorName> = new Map(Object.entries(SECOND_NAMES));

/** The name of a check that is in results. */
export function firstName(name: ValidatorName | ValidatorSecondName): ValidatorName {
  return name === "fk_consistency" || name === "performance_validation" ? SECOND_NAMES[name] : name;
}
