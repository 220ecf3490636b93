import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { dependencyDialect } from "../dialects/dependency-dialects.ts";
import type { Dependency } from "./dependency.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { dependencyImpact } from "./dependency-kind.ts";

/** Kinds of what is not modelled that may need a table: by its row type, its functions, or its rows. */
const MAY_NEED = /^(?:foreign table|operator|cast|type|subscription|disabled foreign key|transform|security label)/;

/** What is known of a subject so far. */
interface Known {
  readonly graph: DependencyGraph;
  readonly subject: CatalogObject;
  readonly found: readonly Dependency[];
}

/**
 * What may depend on something without anybody being able to say so: code that cannot be understood, and what is not
 * modelled.
 *
 * @param catalog the catalog
 * @param known what is known of the subject so far
 * @returns the possible dependents, and what is not known in a sentence or two
 */
export function possibleDependencies(
  catalog: Catalog,
  { graph, subject, found }: Known,
): { readonly dependencies: readonly Dependency[]; readonly unknown: readonly string[] } {
  const certain = new Set<string>(found.map(({ object }) => object));
  const possible = { needs: subject.id, distance: 1, known: "possible" } as const;
  const functions = graph.opaque.map(({ id, obstacle }) => ({
    object: id,
    name: id.slice("function ".length),
    obstacle,
  }));
  const others = catalog.unmodelled.filter(({ kind }) => MAY_NEED.test(kind));
  return {
    dependencies: [
      ...functions
        .filter(({ object }) => !certain.has(object))
        .map(({ object, name }): Dependency => {
          const [dependencyType, impactLevel] = ["function", dependencyImpact("function")] as const;
          return { dependencyType, object, objectName: name, impactLevel, ...possible };
        }),
      ...others.map(({ kind, name }): Dependency => {
        const [dependencyType, impactLevel] = ["unmodelled", dependencyImpact("unmodelled")] as const;
        return { dependencyType, object: `${kind} ${name}`, objectName: name, impactLevel, ...possible };
      }),
    ],
    unknown: [
      ...sentence(
        "Functions that may use it",
        functions.map(({ name, obstacle }) => `${name} ${obstacle}`),
      ),
      ...sentence(
        "Not modelled, and may use it",
        others.map(({ kind, name }) => `the ${kind} ${name}`),
      ),
    ],
  };
}

/** One for all of them, and the same for every subject: it is one thing that nobody knows. */
function sentence(what: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [`${what}: ${parts.toSorted().join("; ")}.`];
}

function nameOf({ id, kind }: CatalogObject): string {
  return id.slice(kind.length + 1);
}

/**
 * The table itself, when a column is a part of the key that its rows are divided by.
 *
 * @param catalog the catalog
 * @param subject a column
 * @returns the dependency; undefined when it is no such column
 */
export function partitionKey(catalog: Catalog, subject: CatalogObject): Dependency | undefined {
  const table =
    subject.kind === "column" && subject.parent !== undefined ? indexCatalog(catalog).get(subject.parent) : undefined;
  if (table?.kind !== "table" || table.definition.partitionBy === undefined) return undefined;
  if (!dependencyDialect(catalog.dialect).mentions(table.definition.partitionBy, subject.path.at(-1) ?? ""))
    return undefined;
  return {
    dependencyType: "partition",
    object: table.id,
    objectName: nameOf(table),
    needs: subject.id,
    distance: 1,
    impactLevel: dependencyImpact("partition"),
    known: "recorded",
  };
}
