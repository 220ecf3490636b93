import type { AnyModelDefinition } from "@dataflow/model";
import type { SeededRandom } from "@dataflow/testing-base/faults";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import { fieldValue } from "./field-value.ts";

/** Values by field names. */
export type FieldValues = Readonly<Record<string, unknown>>;

type ModelField = NonNullable<ReturnType<AnyModelDefinition["fields"]["get"]>>;

/** What a row is made with. */
export interface RowRequest {
  readonly definition: AnyModelDefinition;
  /** The fields that are said already. */
  readonly given: FieldValues;
  readonly random: SeededRandom;
  readonly count: number;
  /** Whether fields that may be left out are filled too. */
  readonly fillsOptional: boolean;
}

/** How often a value is made anew for a field whose own schema refuses it. */
const ATTEMPTS = 200;

/** The fields of a model that lead to other rows. */
export function referringFields(definition: AnyModelDefinition): ReadonlySet<string> {
  return new Set(definition.references().map(({ field }) => field));
}

/**
 * Fills the fields of a row that must have a value, except for those that lead to other rows.
 *
 * @param request the model, and what is said already
 * @returns the fields
 * @throws FIXTURE.NO_VALID_VALUE
 */
export async function fillRow(request: RowRequest): Promise<FieldValues> {
  const { definition, given } = request;
  const referring = referringFields(definition);
  const unique = new Set(definition.uniqueKeys.flat());
  const row: Record<string, unknown> = { ...given };
  for (const name of definition.insertable) {
    const field = definition.fields.get(name);
    if (field === undefined || Object.hasOwn(given, name) || referring.has(name) || !isFilled(field, request)) continue;
    row[name] = await validValue(field, request, unique.has(name));
  }
  return row;
}

function isFilled(field: ModelField, { fillsOptional }: RowRequest): boolean {
  if (field.isManaged || field.isAutoIncrement) return false;
  return !field.isOmittable || fillsOptional;
}

async function validValue(field: ModelField, request: RowRequest, isUnique: boolean): Promise<unknown> {
  const { random, count } = request;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const value = fieldValue(field.type, { random, count: count + attempt, isUnique, name: field.name });
    if (value !== undefined && (await isAccepted(field, value))) return value;
  }
  throw fixtureErrors.create("NO_VALID_VALUE", {
    message: `No value was found for ${request.definition.name}.${field.name}`,
    why: `${ATTEMPTS} values of the kind "${field.type.kind}" were refused by the field's own schema, or no value of that kind is known`,
    fix: `give "${field.name}" a value`,
    meta: { model: request.definition.name, field: field.name },
  });
}

async function isAccepted(field: ModelField, value: unknown): Promise<boolean> {
  for (const validator of field.declaration.validators) {
    const { issues } = await validator["~standard"].validate(value);
    if (issues !== undefined) return false;
  }
  return true;
}
