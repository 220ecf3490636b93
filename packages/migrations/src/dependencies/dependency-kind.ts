import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import { parentsOf } from "./defined-needs.ts";
import type { DependencyKind } from "./dependency.ts";
import type { DependencyGraph } from "./dependency-graph.ts";

const KINDS: ReadonlyMap<CatalogObject["kind"], DependencyKind> = new Map([
  ["view", "view"],
  ["materializedView", "materialized view"],
  ["trigger", "trigger"],
  ["eventTrigger", "event trigger"],
  ["function", "function"],
  ["aggregate", "function"],
  ["policy", "policy"],
  ["index", "index"],
  ["sequence", "sequence"],
  ["rule", "rule"],
  ["publication", "publication"],
  ["statistics", "statistics"],
  ["composite", "row type"],
  ["domain", "row type"],
  ["range", "row type"],
]);

/**
 * What kind of dependent an object is.
 *
 * @param object what depends
 * @param needed what it depends on
 * @param graph the whole, where its table is found
 * @returns the kind; undefined for what only says something about another object, such as a comment or a privilege
 */
export function dependencyKind(
  object: CatalogObject,
  needed: ObjectId,
  graph: Pick<DependencyGraph, "objects">,
): DependencyKind | undefined {
  if (object.kind === "constraint") return object.definition.type === "foreign key" ? "foreign key" : "constraint";
  if (object.kind === "table") return tableKind(object);
  if (object.kind === "column") return columnKind(object, graph.objects.get(needed), graph);
  return KINDS.get(object.kind);
}

function tableKind({ definition }: CatalogObject<"table">): DependencyKind {
  if (definition.partitionOf !== undefined) return "partition";
  if (definition.virtual !== undefined) return "virtual table";
  return definition.inherits === undefined ? "row type" : "inheritance";
}

function columnKind(
  column: CatalogObject<"column">,
  needed: CatalogObject | undefined,
  { objects }: Pick<DependencyGraph, "objects">,
): DependencyKind {
  const table = column.parent === undefined ? undefined : objects.get(column.parent);
  if (table?.kind === "table" && needed?.parent !== undefined && parentsOf(table).includes(needed.parent))
    return table.definition.partitionOf === undefined ? "inheritance" : "partition";
  if (column.definition.generated !== undefined) return "generated column";
  return needed?.kind === "sequence" || needed?.kind === "function" ? "default" : "row type";
}

/** What the loss of something is worth that is not a part of the table itself. */
const IMPACTS: Readonly<Record<DependencyKind, RiskLevel>> = {
  "foreign key": "HIGH",
  view: "HIGH",
  "materialized view": "HIGH",
  trigger: "HIGH",
  // Nobody notices until it is called.
  function: "HIGH",
  // Rows are seen by those who may not see them, or by nobody.
  policy: "CRITICAL",
  "generated column": "HIGH",
  index: "MEDIUM",
  constraint: "MEDIUM",
  sequence: "MEDIUM",
  rule: "HIGH",
  publication: "HIGH",
  partition: "CRITICAL",
  inheritance: "CRITICAL",
  default: "HIGH",
  statistics: "LOW",
  "row type": "HIGH",
  "virtual table": "HIGH",
  "event trigger": "HIGH",
  unmodelled: "HIGH",
};

/**
 * What the loss or change of a dependent means.
 *
 * @param kind its kind
 * @param object the dependent; absent for what is not modelled
 * @param table the table that was asked about
 * @returns the level
 */
export function dependencyImpact(kind: DependencyKind, object?: CatalogObject, table?: ObjectId): RiskLevel {
  const isOwn = object?.parent !== undefined && object.parent === table;
  if (object?.kind === "index") return object.definition.unique ? "MEDIUM" : "LOW";
  if (object?.kind === "constraint" && object.definition.type === "primary key") return "HIGH";
  if (isOwn && (kind === "foreign key" || kind === "trigger" || kind === "rule")) return "MEDIUM";
  return IMPACTS[kind];
}
