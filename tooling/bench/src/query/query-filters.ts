import { queryTable } from "@dataflow/query";

/** Conditions of the measured filters: a short list, a search form, a report. */
export const FILTER_SIZES = [1, 6, 50] as const;

/** One condition, as every compared library is told it. */
export interface Condition {
  readonly field: string;
  readonly operator: "=" | ">=" | "in";
  readonly value: string | number | readonly string[];
}

const OPERATORS: readonly Condition["operator"][] = ["=", ">=", "in", "="];

/** A table of fifty columns: numbers at odd places, texts at even ones. */
export const FIELDS = Array.from({ length: 50 }, (_, index) => `f${index}`);

/** The table as filters see it. */
export const TABLE = queryTable({
  name: "items",
  columns: FIELDS.map((name, index) => ({
    name,
    type: { kind: index % 2 === 1 ? ("integer" as const) : ("text" as const) },
    nullable: false,
  })),
  primaryKey: { columns: ["f0"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
});

/**
 * Conditions of one shape, with values of their own.
 *
 * @param count how many
 * @param seed decides the values
 */
export function conditionsOf(count: number, seed: number): readonly Condition[] {
  return FIELDS.slice(0, count).map((field, index) => {
    const operator = OPERATORS[index % OPERATORS.length] ?? "=";
    const value = operator === "in" ? [`a${seed}`, "b"] : index % 2 === 1 ? seed : `v${seed}`;
    return { field, operator, value };
  });
}

/** The conditions as a MongoDB-style filter. */
export function filterOf(conditions: readonly Condition[]): object {
  const entries = conditions.map(({ field, operator, value }) => {
    if (operator === "=") return [field, value];
    return [field, operator === "in" ? { $in: value } : { $gte: value }];
  });
  return Object.fromEntries(entries);
}
