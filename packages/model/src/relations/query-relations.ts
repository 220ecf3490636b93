import type { QueryRelation, QueryRelations } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelHost } from "../model/model-binding.ts";
import { type Relation, relationsOf } from "./relation.ts";

/**
 * The relations of a model as filters follow them. Looked for by name, when they are asked for: the models at their ends
 * may be declared later.
 *
 * @param definition the model
 * @param host the DataFlow it belongs to
 * @returns the relations
 */
export function queryRelations(definition: AnyModelDefinition, host: ModelHost): QueryRelations {
  const known = new Map<Relation, QueryRelation>();
  return Object.freeze({
    names: () => [...relationsOf(definition, host).keys()],
    get: (name: string) => {
      const relation = relationsOf(definition, host).get(name);
      if (relation === undefined) return undefined;
      const found = known.get(relation) ?? queryRelation(relation, host);
      known.set(relation, found);
      return found;
    },
  });
}

function queryRelation({ name, kind, field, target, targetField }: Relation, host: ModelHost): QueryRelation {
  const { table, visible } = host.bindingOf(target);
  return Object.freeze({ name, kind, field, target: table, targetField, visible });
}
