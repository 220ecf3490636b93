import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";

/** What drizzle is told to fill in when an insert or an update leaves a column out. */
export interface WriteDefaults {
  /** The same value every time. */
  readonly value?: unknown;
  /** Called for each new row. */
  readonly create?: () => unknown;
  /** Called for each changed row. */
  readonly update?: () => unknown;
}

/**
 * What a drizzle table fills in for a field. Writing through drizzle passes by the model, so that the table has to keep
 * the managed fields by itself; a version is not counted up there.
 *
 * @param definition the model
 * @param field the field
 */
export function writeDefaults({ managed }: AnyModelDefinition, field: ModelField): WriteDefaults {
  const now = () => new Date();
  if (field.name === managed.updatedAt) return { create: now, update: now };
  if (field.name === managed.createdAt) return { create: now };
  if (field.name === managed.version) return { value: 1 };
  const given = field.declaration.default;
  if (given?.kind === "value") return { value: given.value };
  return given?.kind === "function" ? { create: given.create } : {};
}
