import type { QuerySource, QuerySources } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelHost } from "../model/model-binding.ts";

/**
 * The models that a `$lookup` may read, by name. Looked for when they are asked for: models may be declared later.
 *
 * @param host the DataFlow
 * @returns its models as sources, each with the rows that may be seen of it
 */
export function querySources(host: ModelHost): QuerySources {
  const known = new WeakMap<AnyModelDefinition, QuerySource>();
  return Object.freeze({
    names: () => host.definitions().map(({ name }) => name),
    get: (wanted: string) => {
      const definition = host.definitions().find(({ name }) => name === wanted);
      if (definition === undefined) return undefined;
      const found = known.get(definition) ?? querySource(definition, host);
      known.set(definition, found);
      return found;
    },
  });
}

function querySource(definition: AnyModelDefinition, host: ModelHost): QuerySource {
  const { table, visible } = host.bindingOf(definition);
  return Object.freeze({ name: definition.name, table, visible });
}
