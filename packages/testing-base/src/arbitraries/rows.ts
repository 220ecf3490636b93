import type { ColumnType } from "@dataflow/core";
import fc from "fast-check";
import { anyValue } from "./values.ts";

/** Something whose rows can be made up: the definition of a model, or the table of a query. */
export interface RowShape {
  readonly fields: ReadonlyMap<string, ShapeField>;
  /** The fields that an insert may be given; all of them when absent. */
  readonly insertable?: readonly string[];
}

/** What must be known of a field. */
interface ShapeField {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly isAutoIncrement?: boolean;
  /** Whether an insert may leave it out. */
  readonly isOmittable?: boolean;
}

/** What an insert may be given, and a row may be compared with. */
export type ArbitraryRow = Readonly<Record<string, unknown>>;

/**
 * Rows of a model or a table, as an insert takes them: any values of the kinds of their fields. What may be left out is left out
 * at times. Rows know nothing of each other, so unique fields may agree, and references lead nowhere.
 *
 * @param shape the definition of a model, or the table of a query
 * @returns rows
 * @example
 * ```ts
 * import { rows } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * const fields = new Map([["age", { name: "age", type: { kind: "integer" } as const, nullable: true }]]);
 * fc.sample(rows({ fields }), 3); // { age: 0 }, {}, …
 * ```
 */
export function rows({ fields, insertable }: RowShape): fc.Arbitrary<ArbitraryRow> {
  const names = (insertable ?? [...fields.keys()]).filter((name) => fields.get(name)?.isAutoIncrement !== true);
  const known = names.flatMap((name) => fields.get(name) ?? []);
  const values = known.map((field): [string, fc.Arbitrary<unknown>] => [field.name, anyValue(field.type)]);
  const requiredKeys = known.filter(({ nullable, isOmittable = nullable }) => !isOmittable).map(({ name }) => name);
  return fc.record(Object.fromEntries(values), { requiredKeys, noNullPrototype: true });
}
