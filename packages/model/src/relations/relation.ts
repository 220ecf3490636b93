import type { AnyModelDefinition, ResolvedReference } from "../definition/model-definition.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { ModelHost } from "../model/model-binding.ts";
import { camelCase } from "../naming/snake-case.ts";
import { tableNameOf } from "../naming/table-name.ts";

/**
 * A reference seen from one of its ends: `Order.customerId` gives `Order` the relation `customer`, and the customer
 * the relation `orders`.
 */
export interface Relation {
  readonly name: string;
  /** Whether it leads to at most one row, or to any number. */
  readonly kind: "one" | "many";
  /** The field of this model that is equal to `targetField`. */
  readonly field: string;
  readonly target: AnyModelDefinition;
  readonly targetField: string;
}

/** Kept by the list of models, because a model that is added brings relations to others. */
const RELATIONS = new WeakMap<readonly AnyModelDefinition[], Map<AnyModelDefinition, ReadonlyMap<string, Relation>>>();

/**
 * The relations of a model, by name.
 *
 * A reference may name its relation with `as`. Otherwise a field `customerId` gives the relation `customer`; a field
 * without that ending gives none, because field and relation would share a name. The way back is called `inverse`, else
 * the plural of the model that refers; where several references of a model lead here, only those with an `inverse`.
 *
 * @param definition the model
 * @param host the DataFlow with the models that may refer to it
 * @returns name → relation
 * @throws MODEL.INVALID_REFERENCE when an `inverse` is taken
 */
export function relationsOf(
  definition: AnyModelDefinition,
  host: Pick<ModelHost, "definitions">,
): ReadonlyMap<string, Relation> {
  const definitions = host.definitions();
  let known = RELATIONS.get(definitions);
  if (known === undefined) {
    known = new Map();
    RELATIONS.set(definitions, known);
  }
  const found = known.get(definition) ?? findRelations(definition, definitions);
  known.set(definition, found);
  return found;
}

function findRelations(
  definition: AnyModelDefinition,
  definitions: readonly AnyModelDefinition[],
): ReadonlyMap<string, Relation> {
  const relations = new Map<string, Relation>();
  for (const { field, target, targetField } of definition.references()) {
    const as = definition.fields.get(field)?.declaration.references?.as;
    const name = as ?? (field.length > 2 && field.endsWith("Id") ? field.slice(0, -2) : undefined);
    if (name !== undefined) relations.set(name, Object.freeze({ name, kind: "one", field, target, targetField }));
  }
  for (const referring of definitions) {
    const leadingHere = referring.references().filter(({ target }) => target === definition);
    for (const reference of leadingHere) {
      const relation = wayBack(referring, reference, leadingHere.length === 1);
      if (relation === undefined) continue;
      const isTaken = relations.has(relation.name) || definition.fields.has(relation.name);
      if (!isTaken) relations.set(relation.name, relation);
      else if (inverseOf(referring, reference) !== undefined) throw takenInverse(definition, referring, reference);
    }
  }
  return relations;
}

function inverseOf(referring: AnyModelDefinition, { field }: ResolvedReference): string | undefined {
  return referring.fields.get(field)?.declaration.references?.inverse;
}

function wayBack(referring: AnyModelDefinition, reference: ResolvedReference, isOnly: boolean): Relation | undefined {
  const name = inverseOf(referring, reference) ?? (isOnly ? camelCase(tableNameOf(referring.name)) : undefined);
  if (name === undefined) return undefined;
  return Object.freeze({
    name,
    kind: "many",
    field: reference.targetField,
    target: referring,
    targetField: reference.field,
  });
}

function takenInverse(definition: AnyModelDefinition, referring: AnyModelDefinition, reference: ResolvedReference) {
  const name = inverseOf(referring, reference) ?? "";
  return modelErrors.create("INVALID_REFERENCE", {
    message: `${referring.name}.${reference.field}.references: ${definition.name} already has something called "${name}"`,
    why: "fields and relations of a model share their names in filters and rows",
    fix: "give the reference another inverse",
    meta: { model: definition.name, name },
  });
}
