import type { Connection } from "@dataflow/database";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { referenceDialect } from "../../dialects/reference-dialects.ts";
import { migrationErrors } from "../../errors/migration-errors.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import { findColumn, findTable } from "../dependency-subject.ts";
import { type CascadeCount, countCascades } from "./count-cascades.ts";
import type { AffectedConstraint, FkImpact, FkImpactRequest } from "./fk-impact.ts";
import { impactLevel, reasonsAgainst } from "./fk-verdict.ts";
import {
  cascadeClosure,
  type ForeignKeyEdge,
  type ForeignKeyGraph,
  foreignKeyGraph,
  typeClosure,
  wholeTable,
} from "./foreign-key-graph.ts";

const NOTHING: CascadeCount = Object.freeze({ operations: [], deleted: [], requested: 0, evidence: [], unknown: [] });

/**
 * Finds out what a change means for foreign keys and for rows that refer to rows.
 *
 * @param connection the database; it is only read
 * @param catalog its whole catalog
 * @param request the change, checked
 * @returns the impact, with evidence for every figure
 * @throws MIGRATION.UNKNOWN_OBJECT when there is no such table or column
 */
export async function analyzeFkImpact(
  connection: Connection,
  catalog: Catalog,
  request: FkImpactRequest,
): Promise<FkImpact> {
  const table = findTable(catalog, request);
  if (table.kind !== "table") throw notATable(request);
  const { column: name } = request;
  const subject = name === undefined ? table : findColumn(catalog, { ...request, column: name });
  const graph = foreignKeyGraph(catalog);
  const reach = reachOf(graph, { table, request, subject: subject.id });
  const deletes = request.operation === "DELETE_ROWS" || request.operation === "DROP_TABLE";
  const count =
    deletes && request.includeCascadeAnalysis !== false
      ? await countCascades(connection, { table, request }, { closure: cascadeClosure(graph, table), graph })
      : NOTHING;
  const found = {
    request,
    affectedConstraints: reach.constraints,
    cascadeOperations: count.operations,
    deletedRows: count.deleted,
    requestedRows: count.requested,
    unknown: count.unknown,
  };
  const reasons = reasonsAgainst(found, table);
  return freezeDeep({
    ...found,
    subject: subject.id,
    impactLevel: impactLevel(found),
    affectedTables: reach.tables,
    affectedColumns: reach.columns,
    isSafeToProceed: reasons.length === 0 && count.unknown.length === 0,
    reasons,
    evidence: [listed(connection, table, reach.constraints.length), ...count.evidence],
  });
}

function listed(connection: Connection, table: CatalogObject<"table">, value: number): Evidence {
  const query = referenceDialect(connection.dialect).listSql(table);
  return { source: "catalog", fact: "foreign keys that are affected", value, query };
}

/** What a change reaches. */
interface Reach {
  readonly constraints: readonly AffectedConstraint[];
  readonly tables: readonly ObjectId[];
  readonly columns: readonly ObjectId[];
}

interface Subject {
  readonly table: CatalogObject<"table">;
  readonly request: FkImpactRequest;
  readonly subject: ObjectId;
}

function reachOf(graph: ForeignKeyGraph, { table, request, subject }: Subject): Reach {
  const outgoing = graph.edges.filter(({ child }) => child.id === table.id);
  const incoming = graph.incoming.get(wholeTable(table, graph.objects).id) ?? [];
  const { operation, column = "" } = request;
  if (operation === "CHANGE_TYPE") {
    const { columns, edges } = typeClosure(graph, subject);
    return reach(edges, () => "mustAgree", [table.id], columns);
  }
  if (operation === "DELETE_ROWS") {
    const isFollowed = request.includeCascadeAnalysis !== false;
    const { tables, edges } = isFollowed ? cascadeClosure(graph, table) : { tables: [], edges: incoming };
    return reach(edges, () => "acts", [table.id, ...tables]);
  }
  const own = operation.endsWith("_COLUMN") ? outgoing.filter(({ columns }) => columns.includes(column)) : outgoing;
  const others = incoming.filter(({ referenced, child }) => {
    const isMet = !operation.endsWith("_COLUMN") || referenced.includes(column);
    return isMet && !(operation === "DROP_TABLE" && child.id === table.id);
  });
  const isRename = operation.startsWith("RENAME");
  const blocking = new Set(isRename ? [] : others);
  const edges = [...new Set([...own, ...others])];
  return reach(edges, (edge) => (isRename ? "follows" : blocking.has(edge) ? "blocks" : "goes"), [table.id]);
}

function reach(
  edges: readonly ForeignKeyEdge[],
  effect: (edge: ForeignKeyEdge) => AffectedConstraint["effect"],
  tables: readonly ObjectId[],
  columns: readonly ObjectId[] = [],
): Reach {
  const constraints = edges.map((edge) => ({
    constraint: edge.constraint,
    table: edge.child.id,
    columns: edge.columns,
    references: { table: edge.parent.id, columns: edge.referenced },
    onDelete: edge.onDelete,
    onUpdate: edge.onUpdate,
    effect: effect(edge),
  }));
  return {
    constraints: constraints.toSorted((left, right) => (left.constraint < right.constraint ? -1 : 1)),
    tables: [...new Set([...tables, ...edges.flatMap(({ child, parent }) => [child.id, parent.id])])].sort(),
    columns,
  };
}

function notATable({ table }: FkImpactRequest): Error {
  return migrationErrors.create("UNKNOWN_OBJECT", {
    message: `"${table}" is a view`,
    why: "rows of a view are those of its tables, and foreign keys lead to tables",
    fix: "ask about the tables behind it; DependencyAnalyzer names what depends on a view",
  });
}
