import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import type { Dependency, DependencyKind } from "../dependencies/dependency.ts";
import type { DependencyStrategy, ResolvedDependency } from "./removal-plan.ts";

/** What dependents are judged by. */
export interface ResolutionInput {
  readonly objects: CatalogIndex;
  readonly column: CatalogObject<"column">;
  readonly strategy: DependencyStrategy;
  readonly replacements: Readonly<Record<string, string>>;
}

type Resolution = Pick<ResolvedDependency, "resolution" | "reason">;

/** What means nothing without the column it is about. */
const GO_ALONG: ReadonlySet<DependencyKind> = new Set(["index", "statistics", "sequence"]);

/** Code that the database does not look into, so that it does not keep a column for its sake. */
const LOOSE: ReadonlySet<DependencyKind> = new Set(["function", "event trigger", "trigger"]);

/**
 * Says what becomes of each dependent of a column. Nothing is guessed: whose definition names the column either means
 * nothing without it, or needs a new definition, or blocks.
 *
 * @param dependencies the dependents, the nearest first
 * @param input how they are to be judged
 * @returns the same with what becomes of each
 */
export function resolveDependencies(
  dependencies: readonly Dependency[],
  input: ResolutionInput,
): readonly ResolvedDependency[] {
  const resolved = new Map<string, Resolution>();
  return dependencies.map((dependency) => {
    const found = resolve(dependency, input, resolved);
    resolved.set(dependency.object, found);
    return { ...dependency, ...found };
  });
}

function resolve(
  dependency: Dependency,
  input: ResolutionInput,
  resolved: ReadonlyMap<string, Resolution>,
): Resolution {
  if (input.strategy === "manual")
    return blocks("dependents are left to you: drop or change it first, or choose another strategy");
  if (dependency.known === "possible") {
    const reason = "its code cannot be understood, and may use the column";
    return input.strategy === "skip_unsafe" ? stays(reason) : blocks(`${reason}: look at it, then choose skip_unsafe`);
  }
  const own = ownResolution(dependency, input);
  if (own.resolution !== "blocks" || dependency.distance === 1) return looser(own, dependency, input);
  const between = resolved.get(dependency.needs);
  if (between?.resolution === "recreated" && isView(dependency))
    return { resolution: "recreated", reason: "it uses a view that is made again, and is made again as it is" };
  return looser(own, dependency, input);
}

/** What nobody ties to the column can stay, when what is unsafe is to be left alone. */
function looser(own: Resolution, { dependencyType, known }: Dependency, { strategy }: ResolutionInput): Resolution {
  const isLoose = known !== "recorded" && LOOSE.has(dependencyType);
  if (strategy !== "skip_unsafe" || own.resolution !== "blocks" || !isLoose) return own;
  return stays("its code names the column, and will fail when it runs");
}

function ownResolution(dependency: Dependency, input: ResolutionInput): Resolution {
  const { dependencyType: kind } = dependency;
  const object = objectOf(dependency, input.objects);
  if (isView(dependency)) return viewResolution(dependency, object, input);
  if (kind === "partition" || kind === "inheritance") return childResolution(object, input);
  if (object === undefined) return blocks("it is not modelled, so nobody knows what it needs");
  if (GO_ALONG.has(kind)) return goes(`the ${kind} is about the column`);
  if (kind === "constraint" || kind === "foreign key") return constraintResolution(object, input);
  return blocks(`its definition names the column: change or drop the ${kind} first`);
}

function viewResolution(
  { dependencyType: kind, distance }: Dependency,
  object: CatalogObject | undefined,
  { replacements }: ResolutionInput,
): Resolution {
  const name = object === undefined ? undefined : displayName(object.path);
  if (name !== undefined && Object.hasOwn(replacements, name))
    return { resolution: "recreated", reason: `the ${kind} gets the query that you gave` };
  const hint = `give its new query: replacements: { ${JSON.stringify(name ?? "")}: "SELECT …" }`;
  return blocks(`its definition names ${distance === 1 ? "the column" : "what uses the column"}; ${hint}`);
}

/** The columns of partitions and of tables that inherit go with that of their parent; a key does not. */
function childResolution(object: CatalogObject | undefined, { column }: ResolutionInput): Resolution {
  if (object === undefined || object.id === column.parent) return blocks("rows are parted by the column");
  return goes("its column comes from this one");
}

function constraintResolution(object: CatalogObject, { column }: ResolutionInput): Resolution {
  if (object.kind !== "constraint") return blocks("its definition names the column");
  if (object.parent !== column.parent) return blocks(`rows of ${object.parent} refer to the column`);
  if (object.definition.type === "primary key") return blocks("the column is a part of the primary key");
  return goes(`the ${object.definition.type} is about the column`);
}

function objectOf({ object }: Dependency, objects: CatalogIndex): CatalogObject | undefined {
  // It is only looked up: what is not modelled has no identity, and is not found.
  return objects.get(object as ObjectId);
}

function isView({ dependencyType }: Dependency): boolean {
  return dependencyType === "view" || dependencyType === "materialized view";
}

function goes(reason: string): Resolution {
  return { resolution: "goes", reason };
}

function stays(reason: string): Resolution {
  return { resolution: "stays", reason };
}

function blocks(reason: string): Resolution {
  return { resolution: "blocks", reason };
}
