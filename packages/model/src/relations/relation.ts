import type { AnyModelDefinition } from "../definition/model-definition.ts";

/** A reference seen from the row that refers: `Order.customerId` gives `Order` the relation `customer`. */
export interface Relation {
  readonly name: string;
  /** The field that refers. */
  readonly field: string;
  readonly target: AnyModelDefinition;
  /** The field referred to. */
  readonly targetField: string;
}

/**
 * The relations of a model, by name.
 *
 * A reference may name its relation with `as`. Otherwise a field `customerId` gives the relation `customer`; a field
 * without that ending gives none, because field and relation would share a name.
 *
 * @param definition the model
 * @returns name → relation
 */
export function relationsOf(definition: AnyModelDefinition): ReadonlyMap<string, Relation> {
  const known = RELATIONS.get(definition);
  if (known !== undefined) return known;
  const relations = new Map<string, Relation>();
  for (const { field, target, targetField } of definition.references()) {
    const as = definition.fields.get(field)?.declaration.references?.as;
    const name = as ?? (field.length > 2 && field.endsWith("Id") ? field.slice(0, -2) : undefined);
    if (name !== undefined) relations.set(name, { name, field, target, targetField });
  }
  RELATIONS.set(definition, relations);
  return relations;
}

/** Kept by definition, because references may only be followed once every model is declared. */
const RELATIONS = new WeakMap<AnyModelDefinition, ReadonlyMap<string, Relation>>();
