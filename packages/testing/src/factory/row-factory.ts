import type { AnyModelDefinition, DataFlow, Infer, InferInsert, ModelMap } from "@dataflow/model";
import { seededRandom } from "@dataflow/testing-base/faults";
import { invalidFixtureOption, refuseUnknownOptions } from "../context/test-database-options.ts";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import { type FieldValues, fillRow } from "./row-maker.ts";

/** How a factory makes rows. */
export interface RowFactoryOptions {
  /** The same seed makes the same rows. Default 1. */
  readonly seed?: number;
  /** Whether fields that may be left out are filled too. Default `false`. */
  readonly fillsOptional?: boolean;
}

/** A model of a DataFlow. */
export interface BoundModel {
  readonly definition: AnyModelDefinition;
}

/** Makes rows that are valid, and the rows that they refer to. */
export interface RowFactory {
  /**
   * Stores one row.
   *
   * @param model a model of the factory's DataFlow
   * @param values the fields that matter to the test
   * @returns the stored row
   * @throws FIXTURE.NO_VALID_VALUE, FIXTURE.CIRCULAR_REFERENCE, and what creating a row throws
   */
  create<Bound extends BoundModel>(model: Bound, values?: Partial<InferInsert<Bound>>): Promise<Infer<Bound>>;
  /**
   * Stores several rows.
   *
   * @param model a model of the factory's DataFlow
   * @param count how many
   * @param values the fields that matter to the test, for the row at a place
   * @returns the stored rows, in order
   */
  createMany<Bound extends BoundModel>(
    model: Bound,
    count: number,
    values?: (at: number) => Partial<InferInsert<Bound>>,
  ): Promise<readonly Infer<Bound>[]>;
}

/** A model of any fields, as the factory uses it. */
interface AnyModel {
  readonly definition: AnyModelDefinition;
  create(values: FieldValues): Promise<FieldValues>;
}

/**
 * Makes rows for tests: says the fields that matter, and the factory fills the others with valid values of their kinds
 * and creates the rows that must be referred to.
 *
 * @param db where the rows are stored
 * @param options the seed, and whether optional fields are filled
 * @returns the factory
 * @example
 * ```ts
 * import { createTestContext, rowFactory, tddModels } from "@dataflow/testing";
 *
 * await using context = await createTestContext({ models: tddModels });
 * const make = rowFactory(context.db, { seed: 7 });
 * const order = await make.create(context.models.Order, { quantity: 3 }); // with a user and a product
 * const users = await make.createMany(context.models.User, 5, (at) => ({ name: `User ${at}` }));
 * console.log(order.quantity, users.length); // 3 5
 * ```
 */
export function rowFactory<Models extends ModelMap>(db: DataFlow<Models>, options: RowFactoryOptions = {}): RowFactory {
  refuseUnknownOptions(options, ["seed", "fillsOptional"], "a row factory");
  const { seed = 1, fillsOptional = false } = options;
  if (!Number.isInteger(seed)) throw invalidFixtureOption("seed", "a whole number");
  const random = seededRandom(seed);
  const parents = new Map<AnyModelDefinition, FieldValues>();
  let count = 0;

  const store = async (model: AnyModel, given: FieldValues, path: readonly string[]): Promise<FieldValues> => {
    const { definition } = model;
    count += 1;
    const filled = await fillRow({ definition, given, random, count, fillsOptional });
    const row: Record<string, unknown> = { ...filled };
    for (const { field, target, targetField } of definition.references()) {
      const { isOmittable } = definition.fields.get(field) ?? { isOmittable: true };
      if (Object.hasOwn(row, field) || isOmittable) continue;
      const isUnique = definition.uniqueKeys.some((key) => key.length === 1 && key[0] === field);
      const parent = await parentOf(target, isUnique, [...path, `${definition.name}.${field}`]);
      row[field] = parent[targetField];
    }
    return model.create(row);
  };

  /** One parent serves all rows, unless each must have its own. */
  const parentOf = async (
    target: AnyModelDefinition,
    isUnique: boolean,
    path: readonly string[],
  ): Promise<FieldValues> => {
    const known = isUnique ? undefined : parents.get(target);
    if (known !== undefined) return known;
    if (path.some((step) => step.startsWith(`${target.name}.`))) throw circularReference(path, target);
    // The map of a DataFlow holds its models under their names.
    const model = (db.models as Readonly<Record<string, unknown>>)[target.name] as AnyModel;
    const parent = await store(model, {}, path);
    parents.set(target, parent);
    return parent;
  };

  // A model's methods take and give what its fields say; the factory handles them as named values.
  const create = (model: unknown, values: object = {}) => store(model as AnyModel, { ...values }, []);
  return Object.freeze({
    create: async <Stored>(model: unknown, values?: object) => typed<Stored>(await create(model, values)),
    createMany: async <Stored>(model: unknown, many: number, values?: (at: number) => object) => {
      const rows: FieldValues[] = [];
      for (let at = 0; at < many; at++) rows.push(await create(model, values?.(at)));
      return typed<readonly Stored[]>(rows);
    },
  });
}

/** Gives a row the type that the model's fields give it; the model has made it. */
function typed<Result>(rows: unknown): Result {
  return rows as Result; // see above
}

function circularReference(path: readonly string[], target: AnyModelDefinition) {
  return fixtureErrors.create("CIRCULAR_REFERENCE", {
    message: `A row of ${target.name} needs a row of ${target.name} before it: ${[...path, target.name].join(" → ")}`,
    why: "every field on the way must have a value, so no row can be the first",
    fix: `give ${path.at(-1)} a value, or make one of the fields optional`,
    meta: { path },
  });
}
