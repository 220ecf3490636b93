import type { AnyModelDefinition } from "@dataflow/model";
import { anyValue } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";

type ModelField = NonNullable<ReturnType<AnyModelDefinition["fields"]["get"]>>;

/** Kinds with an order and operators that pick by it, which never leave the limits of the kind. */
const ORDERED: ReadonlySet<string> = new Set(["integer", "bigint", "real", "decimal", "timestamp", "date"]);

/**
 * Updates of rows of a model: values and operators for one field or several, never for one that refers to other rows.
 *
 * @param definition the model
 * @returns what `update` and `bulkUpdate` take
 * @example
 * ```ts
 * import { tddModels } from "@dataflow/testing";
 * import { updates } from "@dataflow/testing/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(updates(tddModels.Product), 3); // { price: { $max: "3.10" } }, { name: "é" }, …
 * ```
 */
export function updates(definition: AnyModelDefinition): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const referring = new Set(definition.references().map(({ field }) => field));
  const changes = definition.updatable
    .filter((name) => !referring.has(name))
    .flatMap((name) => definition.fields.get(name) ?? [])
    .map((field): [string, fc.Arbitrary<unknown>] => [field.name, change(field)]);
  return fc
    .record(Object.fromEntries(changes), { requiredKeys: [], noNullPrototype: true })
    .filter((update) => Object.keys(update).length > 0);
}

function change({ type, nullable }: ModelField): fc.Arbitrary<unknown> {
  const value = anyValue(type);
  const given = nullable ? fc.option(value) : value;
  if (!ORDERED.has(type.kind)) return given;
  const operator = fc.constantFrom("$set", "$min", "$max");
  return fc.oneof(
    given,
    fc.tuple(operator, value).map(([name, operand]) => ({ [name]: operand })),
  );
}
