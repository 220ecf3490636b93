import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Dependency, DependencyReport } from "./dependency.ts";
import { type DependencyGraph, dependencyGraph } from "./dependency-graph.ts";
import { dependencyImpact, dependencyKind } from "./dependency-kind.ts";
import { tableOf } from "./dependency-subject.ts";
import { partitionKey, possibleDependencies } from "./possible-dependencies.ts";

/**
 * Finds everything that depends on a table, view or column: on the way from one to the next, however far.
 *
 * @param catalog the whole catalog of the database: what is not in it is not found
 * @param subject a table, view or column of it
 * @returns the report
 */
export async function analyzeDependencies(catalog: Catalog, subject: CatalogObject): Promise<DependencyReport> {
  const graph = await dependencyGraph(catalog);
  const found = new DependencySearch(graph, subject).run();
  const key = partitionKey(catalog, subject);
  const certain = key === undefined ? found : [...found, key];
  const { dependencies, unknown } = possibleDependencies(catalog, { graph, subject, found: certain });
  const all = [...certain, ...dependencies];
  return freezeDeep({
    subject: subject.id,
    dependencies: all.toSorted((left, right) => left.distance - right.distance || compare(left.object, right.object)),
    unknown,
  });
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A place in the graph, and the object it counts as: a column of a dependent table counts as the table. */
interface Place {
  readonly node: ObjectId;
  readonly as: ObjectId;
  readonly distance: number;
  readonly known: Dependency["known"];
}

/** Goes through the graph, the nearest first. */
class DependencySearch {
  readonly #graph: DependencyGraph;
  readonly #subject: CatalogObject;
  readonly #seen = new Set<ObjectId>();
  readonly #queue: Place[] = [];
  readonly #found: Dependency[] = [];

  constructor(graph: DependencyGraph, subject: CatalogObject) {
    this.#graph = graph;
    this.#subject = subject;
  }

  run(): readonly Dependency[] {
    this.#enter(this.#subject, { as: this.#subject.id, distance: 0, known: "recorded" });
    // It grows while it is read.
    for (const place of this.#queue) this.#follow(place);
    return this.#found;
  }

  /** A table brings its columns, which go with it. */
  #enter({ id, kind }: CatalogObject, place: Omit<Place, "node">): void {
    const columns = kind === "table" ? columnsOf(this.#graph, id) : [];
    for (const node of [id, ...columns]) {
      this.#seen.add(node);
      this.#queue.push({ ...place, node });
    }
  }

  #follow({ node, as, distance, known: reached }: Place): void {
    for (const [id, known] of this.#graph.dependents.get(node) ?? []) {
      const object = this.#graph.objects.get(id);
      if (object === undefined || this.#seen.has(id)) continue;
      const dependencyType = dependencyKind(object, node, this.#graph);
      if (dependencyType === undefined) continue;
      const place = { as: id, distance: distance + 1, known: reached === "parsed" ? reached : known };
      this.#found.push({
        dependencyType,
        object: id,
        objectName: id.slice(object.kind.length + 1),
        needs: as,
        distance: place.distance,
        impactLevel: dependencyImpact(dependencyType, object, tableOf(this.#subject)),
        known: place.known,
      });
      this.#enter(object, place);
    }
  }
}

function columnsOf({ dependents, objects }: DependencyGraph, table: ObjectId): readonly ObjectId[] {
  return [...(dependents.get(table)?.keys() ?? [])].filter((id) => {
    const object = objects.get(id);
    return object?.kind === "column" && object.parent === table;
  });
}
