import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName, objectId } from "../../catalog/object-id.ts";
import { referenceDialect } from "../../dialects/reference-dialects.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { cascadeQuery } from "./cascade-query.ts";
import type { CascadeOperation, DeletedRows, FkImpactRequest } from "./fk-impact.ts";
import type { CascadeClosure, ForeignKeyEdge, ForeignKeyGraph } from "./foreign-key-graph.ts";

/** What deleting rows comes to. */
export interface CascadeCount {
  readonly operations: readonly CascadeOperation[];
  readonly deleted: readonly DeletedRows[];
  readonly requested: number | "unknown";
  readonly evidence: readonly Evidence[];
  readonly unknown: readonly string[];
}

const TIMEOUT_MS = 30_000;

/**
 * Counts the rows that are deleted, changed and protected when rows of a table are deleted. It reads and writes nothing.
 *
 * @param connection the database
 * @param subject the table, and which of its rows
 * @param scope the keys that are reached
 * @returns the counts, each with its query
 */
export async function countCascades(
  connection: Connection,
  subject: { readonly table: CatalogObject<"table">; readonly request: FkImpactRequest },
  scope: { readonly closure: CascadeClosure; readonly graph: ForeignKeyGraph },
): Promise<CascadeCount> {
  const { closure, graph } = scope;
  const { where, timeoutMs = TIMEOUT_MS } = subject.request;
  const dialect = referenceDialect(connection.dialect);
  const question = { table: subject.table, closure, objects: graph.objects, ...(where !== undefined && { where }) };
  const query = cascadeQuery(question, dialect);
  const rows = await dialect.read(connection, query, timeoutMs);
  const answers = new Map((rows ?? []).map((row) => [`${String(row.kind)} ${String(row.n)}`, row]));
  const figure = (key: string, name: "found" | "gone"): number | "unknown" =>
    rows === undefined ? "unknown" : Number(answers.get(key)?.[name] ?? 0);
  const deleted = closure.tables.map((table, n) => ({ table, rows: figure(`table ${n}`, "found") }));
  const operations = closure.edges.map((edge, n): CascadeOperation => {
    const [found, gone] = [figure(`key ${n}`, "found"), figure(`key ${n}`, "gone")];
    const left = found === "unknown" || gone === "unknown" ? "unknown" : found - gone;
    const { constraint, onDelete: action, child } = edge;
    return { constraint, table: child.id, action, rows: action === "cascade" ? found : left };
  });
  const requested = figure("seed 0", "found");
  /** Rows that the statement itself deletes are gone before anything is checked. */
  const goesAlong = ({ child, onDelete }: ForeignKeyEdge): boolean =>
    onDelete === "restrict" ||
    child.id !== subject.table.id ||
    deleted.find(({ table }) => table === child.id)?.rows !== requested;
  const immediate = closure.edges.filter(
    (edge, n) => dialect.checkedInOrder.has(edge.onDelete) && Number(figure(`key ${n}`, "gone")) > 0 && goesAlong(edge),
  );
  return {
    operations,
    deleted,
    requested,
    evidence: [
      ...deleted.map((one) =>
        evidence(`rows of ${nameOf(one.table, graph.objects)} that are deleted`, one.rows, query),
      ),
      ...operations.map((one, n) => evidence(factOf(one, closure.edges[n], graph), one.rows, query)),
    ],
    unknown: [
      ...(rows === undefined ? [`The rows could not be counted within ${timeoutMs} ms.`] : []),
      ...immediate.map(
        ({ constraint }) =>
          `${constraint} protects rows that are deleted along: whether it lets that happen depends on the order in which the database acts.`,
      ),
      ...(dialect.checksRowsChangedTwice
        ? changedTwice(closure.edges.filter((_, n) => Number(figure(`key ${n}`, "found")) > 0))
        : []),
      ...sideEffects(closure, graph.objects),
    ],
  };
}

/** Keys of one table of which two change its rows: a third one may then be found to lead to what is already gone. */
function changedTwice(edges: readonly ForeignKeyEdge[]): readonly string[] {
  const tables = new Set(edges.map(({ child }) => child.id));
  return [...tables].flatMap((table) => {
    const keys = edges.filter(({ child }) => child.id === table);
    const [first, second] = keys.filter(({ onDelete }) => onDelete === "set null" || onDelete === "set default");
    if (first === undefined || second === undefined || keys.length < 3) return [];
    return `${first.constraint} and ${second.constraint} may change the same row, whose other keys are then checked before they are acted on: whether they pass depends on the order in which the database acts.`;
  });
}

function factOf({ action, table }: CascadeOperation, edge: ForeignKeyEdge | undefined, graph: ForeignKeyGraph): string {
  const does = { cascade: "deletes", "set null": "sets to NULL", "set default": "sets to the default" } as const;
  const verb = action === "restrict" || action === "no action" ? "protects" : does[action];
  return `rows of ${nameOf(table, graph.objects)} that ${edge?.constraint ?? "a key"} ${verb}`;
}

function evidence(fact: string, value: number | "unknown", query: string): Evidence {
  return { source: "count", fact, value, unit: "rows", query };
}

function nameOf(table: string, objects: CatalogIndex): string {
  return displayName([...objects.values()].find(({ id }) => id === table)?.path ?? [table]);
}

/** What else may happen when rows are deleted or changed, which no count of the keys foretells. */
function sideEffects({ tables, edges }: CascadeClosure, objects: CatalogIndex): readonly string[] {
  const reached = new Set<string>(tables);
  const changed = edges.filter(({ onDelete }) => onDelete === "set null" || onDelete === "set default");
  const written = new Set([...reached, ...changed.map(({ child }) => child.id)]);
  const triggers = [...objects.values()].filter(
    ({ kind, parent }) => (kind === "trigger" || kind === "rule") && parent !== undefined && written.has(parent),
  );
  const keys = new Set(
    changed.flatMap(({ child, columns }) => columns.map((name) => objectId("column", [...child.path, name]))),
  );
  const referenced = [...objects.values()].filter(
    (object): object is CatalogObject<"constraint"> =>
      object.kind === "constraint" && (object.definition.references?.columns ?? []).length > 0,
  );
  const chained = referenced.filter(({ definition: { references } }) => {
    const path = references === undefined ? undefined : objects.get(references.table)?.path;
    return path !== undefined && references?.columns.some((name) => keys.has(objectId("column", [...path, name])));
  });
  return [
    ...triggers.map(({ id }) => `The ${id} may do anything to the rows that are deleted or changed.`),
    ...chained.map(({ id }) => `${id} refers to a column that is set to another value, and acts on that in turn.`),
  ];
}
