import type { DialectName } from "@dataflow/core";
import fc from "fast-check";
import { changedSchema } from "./changed-schema.ts";
import { schemaWriters } from "./dialects/schema-writers.ts";
import { SeededChoices } from "./seeded-choices.ts";

/** Two schemas, as the statements that make them: what a migration leads from and to. */
export interface SchemaPair {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/**
 * Schemas of a dialect, as the statements that make them. The database may refuse some of the statements; what it accepts
 * is the schema.
 *
 * @param dialect which database
 * @returns lists of statements
 * @example
 * ```ts
 * import { schemas } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * const [statements = []] = fc.sample(schemas("sqlite"), 1);
 * console.log(statements.join(";\n"));
 * ```
 */
export function schemas(dialect: DialectName): fc.Arbitrary<readonly string[]> {
  return seeds.map((seed) => schemaWriters[dialect](new SeededChoices(seed)));
}

/**
 * What migrations lead from and to: mostly the same schema changed here and there, and sometimes another one.
 *
 * @param dialect which database
 * @returns pairs of lists of statements
 * @example
 * ```ts
 * import { schemaPairs } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * for (const { from, to } of fc.sample(schemaPairs("sqlite"), 3)) console.log(from.length, to.length);
 * ```
 */
export function schemaPairs(dialect: DialectName): fc.Arbitrary<SchemaPair> {
  return seeds.map((seed) => schemaPair(dialect, seed));
}

/**
 * The pair of {@link schemaPairs} that one number decides.
 *
 * @param dialect which database
 * @param seed the number
 * @returns two schemas
 * @example
 * ```ts
 * import { schemaPair } from "@dataflow/testing-base/arbitraries";
 *
 * const { from, to } = schemaPair("sqlite", 7);
 * console.log(from.length, to.length);
 * ```
 */
export function schemaPair(dialect: DialectName, seed: number): SchemaPair {
  const choices = new SeededChoices(seed);
  const from = schemaWriters[dialect](choices);
  const to = choices.maybe(5) ? schemaWriters[dialect](choices) : changedSchema(from, choices);
  return { from, to };
}
