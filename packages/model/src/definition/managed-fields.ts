import type { ColumnDefault, ColumnKind } from "@dataflow/core";
import type { FieldDeclaration } from "./field-declaration.ts";
import { field } from "./field-kinds.ts";
import type { Finding } from "./finding.ts";
import type { ManagedFields, ResolvedModelOptions } from "./model-definition.ts";

/** A field that DataFlow writes by itself. */
interface ManagedField {
  readonly name: keyof ManagedFields;
  /** The option that asks for it. */
  readonly option: "timestamps" | "softDelete" | "versioned" | "multiTenant";
  readonly kind: ColumnKind;
  readonly declaration: FieldDeclaration;
}

const NOW: ColumnDefault = Object.freeze({ kind: "now" });

const MANAGED: readonly ManagedField[] = [
  managed("tenantId", "multiTenant", field.text().index().declaration),
  managed("createdAt", "timestamps", filledIn(field.timestamp().declaration, NOW)),
  managed("updatedAt", "timestamps", filledIn(field.timestamp().declaration, NOW)),
  managed("deletedAt", "softDelete", field.timestamp().optional().declaration),
  managed("version", "versioned", filledIn(field.integer().declaration, { kind: "literal", value: 1 })),
];

/** The key of a model that names none. */
export const GENERATED_ID: FieldDeclaration = filledIn(field.integer().primaryKey().declaration, {
  kind: "autoIncrement",
});

/**
 * The fields that a model's options ask for.
 *
 * @param options the options of the model
 * @returns the names of the managed fields by what they are for
 */
export function managedNames(options: ResolvedModelOptions): ManagedFields {
  const asked = MANAGED.filter(({ option }) => options[option]);
  return Object.freeze(Object.fromEntries(asked.map(({ name }) => [name, name])));
}

/**
 * Adds the managed fields to the declared ones. One that was declared keeps its place and its column; the others follow
 * at the end.
 *
 * @param declared the declared fields
 * @param names the managed fields of the model
 * @returns all fields but the generated key
 */
export function withManagedFields(
  declared: ReadonlyMap<string, FieldDeclaration>,
  names: ManagedFields,
): ReadonlyMap<string, FieldDeclaration> {
  const all = new Map(declared);
  for (const { name, declaration } of MANAGED) {
    if (names[name] === undefined) continue;
    const own = declared.get(name);
    const merged = own === undefined ? declaration : Object.freeze({ ...own, ...defaultOf(declaration) });
    all.set(name, merged);
  }
  return all;
}

/**
 * The mistakes of fields that bear the name of a managed one but are something else.
 *
 * @param model the model's name
 * @param declared the declared fields
 * @param names the managed fields of the model
 */
export function managedFieldFindings(
  model: string,
  declared: ReadonlyMap<string, FieldDeclaration>,
  names: ManagedFields,
): readonly Finding[] {
  return MANAGED.flatMap((managedField) => {
    const own = declared.get(managedField.name);
    if (own === undefined || names[managedField.name] === undefined) return [];
    const problem = difference(own, managedField);
    return problem === undefined ? [] : [collision(model, managedField, problem)];
  });
}

function collision(model: string, { name, option, kind, declaration }: ManagedField, problem: string): Finding {
  const wanted = `field.${kind}()${declaration.isOptional ? ".optional()" : ""}`;
  const off = option === "timestamps" ? "timestamps: false" : `no ${option}`;
  return {
    subcode: "INVALID_FIELD",
    path: `${model}.${name}`,
    problem: `the field is managed by the option ${option}, and ${problem}`,
    why: "DataFlow alone writes the field, so what it needs and what was declared must agree",
    fix: `leave the field out, declare it as ${wanted}, rename it, or give the model ${off}`,
  };
}

function difference(own: FieldDeclaration, { kind, declaration }: ManagedField): string | undefined {
  if (own.type.kind !== kind) return `is declared as ${own.type.kind}, not as ${kind}`;
  if (own.isOptional !== declaration.isOptional) return declaration.isOptional ? "is not optional" : "is optional";
  if (own.isPrimaryKey) return "is declared as the primary key";
  if (own.default !== undefined) return "has a default that would never be used";
  if (own.validators.length > 0) return "has a schema that would never be asked";
  if (own.references !== undefined) return "is declared as a reference";
  return undefined;
}

function managed(
  name: keyof ManagedFields,
  option: ManagedField["option"],
  declaration: FieldDeclaration,
): ManagedField {
  return Object.freeze({ name, option, kind: declaration.type.kind, declaration });
}

function filledIn(declaration: FieldDeclaration, value: ColumnDefault): FieldDeclaration {
  return Object.freeze({ ...declaration, default: Object.freeze({ kind: "database", default: Object.freeze(value) }) });
}

function defaultOf(declaration: FieldDeclaration): Pick<FieldDeclaration, "default"> {
  return declaration.default === undefined ? {} : { default: declaration.default };
}
