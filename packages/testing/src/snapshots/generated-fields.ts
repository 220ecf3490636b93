import type { AnyModelDefinition } from "@dataflow/model";

type ModelField = NonNullable<ReturnType<AnyModelDefinition["fields"]["get"]>>;

/** Kinds whose function as a default gives another value each time; of the others it gives a fresh copy of the same. */
const CHANGING: ReadonlySet<string> = new Set(["uuid", "text", "timestamp", "date", "time", "bytes"]);

/**
 * The fields of a model whose values differ from run to run: generated keys, moments of writing, random defaults.
 *
 * @param definition the model
 * @returns their names
 */
export function generatedFields(definition: AnyModelDefinition): ReadonlySet<string> {
  const { createdAt, updatedAt, deletedAt } = definition.managed;
  const managed = new Set([createdAt, updatedAt, deletedAt]);
  const generated = [...definition.fields.values()].filter((field) => managed.has(field.name) || isGenerated(field));
  return new Set(generated.map(({ name }) => name));
}

function isGenerated({ isAutoIncrement, declaration, type }: ModelField): boolean {
  if (isAutoIncrement) return true;
  const filled = declaration.default;
  if (filled?.kind === "function") return CHANGING.has(type.kind);
  return filled?.kind === "database" && filled.default.kind !== "literal";
}
