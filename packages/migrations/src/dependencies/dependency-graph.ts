import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { dependencyDialect } from "../dialects/dependency-dialects.ts";
import { CodeCatalog } from "./code/code-catalog.ts";
import { codeReferences } from "./code/code-references.ts";
import { functionNames } from "./code/function-names.ts";
import { definedNeeds } from "./defined-needs.ts";
import type { Dependency } from "./dependency.ts";

/** A function whose body may name anything. */
export interface OpaqueFunction {
  readonly id: ObjectId;
  /** Why, as the end of a sentence that begins with its name. */
  readonly obstacle: string;
}

/** Everything that needs something in a catalog, from the needed end. */
export interface DependencyGraph {
  readonly objects: CatalogIndex;
  /** By what is needed: who needs it directly, and how that is known. */
  readonly dependents: ReadonlyMap<ObjectId, ReadonlyMap<ObjectId, Dependency["known"]>>;
  readonly opaque: readonly OpaqueFunction[];
}

const graphs = new WeakMap<Catalog, Promise<DependencyGraph>>();

/**
 * Makes the graph of a catalog: what the server records, what definitions say, and what the bodies of functions name.
 *
 * @param catalog a catalog
 * @returns the graph, made once for a catalog
 */
export function dependencyGraph(catalog: Catalog): Promise<DependencyGraph> {
  const before = graphs.get(catalog);
  if (before !== undefined) return before;
  const graph = readGraph(catalog);
  graphs.set(catalog, graph);
  return graph;
}

async function readGraph(catalog: Catalog): Promise<DependencyGraph> {
  const objects = indexCatalog(catalog);
  const edges = new EdgeCollection();
  const dialect = dependencyDialect(catalog.dialect);
  for (const object of objects.values()) {
    const known = dialect.isRecorded(object) ? "recorded" : "parsed";
    for (const needed of object.dependsOn) edges.add(needed, object.id, known);
  }
  for (const { dependent, needs } of definedNeeds(objects, dialect)) {
    const object = objects.get(dependent);
    const isParsed = object?.kind === "table" && object.definition.virtual !== undefined;
    edges.add(needs, dependent, isParsed ? "parsed" : "recorded");
  }
  return { objects, dependents: edges.byNeeded, opaque: await readFunctions(objects, edges) };
}

/** Reads the bodies of all functions, and gives those that cannot be understood. */
async function readFunctions(objects: CatalogIndex, edges: EdgeCollection): Promise<readonly OpaqueFunction[]> {
  const routines = [...objects.values()].filter(isFunction);
  if (routines.length === 0) return [];
  const catalog = new CodeCatalog(objects);
  const opaque: OpaqueFunction[] = [];
  for (const routine of routines) {
    const { statements, obstacle } = await functionNames(routine);
    for (const needed of codeReferences(routine, statements, catalog)) edges.add(needed, routine.id, "parsed");
    if (obstacle !== undefined) opaque.push({ id: routine.id, obstacle });
  }
  return opaque;
}

function isFunction(object: CatalogObject): object is CatalogObject<"function"> {
  return object.kind === "function";
}

/** Edges by what is needed, each dependent once. */
class EdgeCollection {
  readonly byNeeded = new Map<ObjectId, Map<ObjectId, Dependency["known"]>>();

  add(needed: ObjectId, dependent: ObjectId, known: Dependency["known"]): void {
    const edges = this.byNeeded.get(needed);
    if (edges === undefined) this.byNeeded.set(needed, new Map([[dependent, known]]));
    // What is recorded is added first, and stays.
    else if (!edges.has(dependent)) edges.set(dependent, known);
  }
}
