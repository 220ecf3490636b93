import type { Connection } from "@dataflow/database";
import type { Node } from "@pgsql/types";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import { displayName } from "../../catalog/object-id.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { FindNeed } from "../mitigated-steps.ts";
import { sizedTable } from "../sized-need.ts";
import type { StatementNeed } from "../statement-need.ts";
import type { MitigationSubject, Transformation } from "../transformation.ts";
import { type NamedTable, namedTable } from "./statement-parts.ts";
import { rewritesTwin } from "./twin.ts";

/** Transformations of statements that are slow only when the server has to write every row anew. */
const ONLY_WHEN_REWRITTEN: ReadonlySet<string> = new Set(["retyped-column", "filled-column"]);

/**
 * What finds out whether statements keep others waiting, on PostgreSQL.
 *
 * @param connection the database
 * @param objects what there is before the plan
 * @param tableSize rows, where nobody knows how many there are
 * @returns the function that does
 */
export function postgresNeed(connection: Connection, objects: CatalogIndex, tableSize?: number): FindNeed {
  return async (subject, transformation) => {
    const table = tableOf(subject, objects);
    if (transformation === undefined || table === undefined) return quick(subject.sql);
    if (transformation.name === "concurrent-reindex" || transformation.name === "concurrent-refresh")
      return costOf(connection, subject, { table, transformation });
    if (!objects.has(table.id)) return made(subject.sql, table);
    const sized = await sizedTable(connection, { schema: table.path[0], name: table.path[1] }, tableSize);
    if (sized.empty !== undefined) return sized.empty;
    const cost = await costOf(connection, subject, { table, transformation });
    return { ...cost, evidence: [...cost.evidence, ...sized.evidence] };
  };
}

function tableOf({ tree, step }: MitigationSubject, objects: CatalogIndex): NamedTable | undefined {
  if ("DropStmt" in tree) {
    const parent = objects.get(objects.get(step.object)?.parent ?? step.object);
    return parent === undefined
      ? undefined
      : namedTable({ schemaname: parent.path[0] ?? "", relname: parent.path[1] ?? "" });
  }
  const relation = relationOf(tree);
  return relation === undefined ? undefined : namedTable(relation);
}

function relationOf(tree: Node) {
  if ("AlterTableStmt" in tree) return tree.AlterTableStmt.relation;
  if ("UpdateStmt" in tree) return tree.UpdateStmt.relation;
  if ("DeleteStmt" in tree) return tree.DeleteStmt.relation;
  if ("ReindexStmt" in tree) return tree.ReindexStmt.relation;
  if ("RefreshMatViewStmt" in tree) return tree.RefreshMatViewStmt.relation;
  return "IndexStmt" in tree ? tree.IndexStmt.relation : undefined;
}

/** What a statement of this kind does to a table with rows. */
const KINDS: Readonly<Record<string, string>> = {
  "concurrent-index": "writers wait while the index is built from every row",
  "concurrent-drop-index": "readers and writers wait behind it for everyone who uses the table",
  "deferred-validation": "writers wait while every row is looked at",
  "checked-not-null": "readers and writers wait while every row is looked at",
  "key-using-index": "readers and writers wait while the index is built from every row",
  "retyped-column": "readers and writers wait while every row is written anew",
  "attached-partition":
    "writers of the default partition, and all who use the table that is attached, wait while every row is looked at",
  "concurrent-reindex": "writers wait while the index is built again from every row",
  "concurrent-refresh": "readers wait while the view is computed anew",
  "batched-write": "whoever writes to the same rows waits until all of them were written",
  "filled-column": "readers and writers wait while every row is written anew",
};

async function costOf(
  connection: Connection,
  subject: MitigationSubject,
  { table, transformation }: { readonly table: NamedTable; readonly transformation: Transformation },
): Promise<StatementNeed> {
  const reason = `${KINDS[transformation.name] ?? "others wait for it"}: ${displayName(table.path)}`;
  const fact = `what ${transformation.name} is for`;
  const stated: Evidence = { source: "statement", fact, value: reason };
  if (!ONLY_WHEN_REWRITTEN.has(transformation.name)) return { isNeeded: true, reason, evidence: [stated] };
  const twin = await rewritesTwin(connection, subject.sql, table);
  if (twin === undefined) {
    const unknown: Evidence = { source: "trace", fact: "whether the server writes every row anew", value: "unknown" };
    return { isNeeded: true, reason: `${reason}, as far as anybody knows`, evidence: [unknown] };
  }
  if (twin.value === true) return { isNeeded: true, reason, evidence: [twin] };
  return {
    isNeeded: false,
    reason: `the server leaves the rows of ${displayName(table.path)} as they are`,
    evidence: [twin],
  };
}

function quick(sql: string): StatementNeed {
  const evidence: Evidence = { source: "statement", fact: "rows that it looks at or writes", value: 0, query: sql };
  return { isNeeded: false, reason: "it only changes the catalog", evidence: [evidence] };
}

function made(sql: string, { path }: NamedTable): StatementNeed {
  const fact = `whether ${displayName(path)} is made by the same plan`;
  return {
    isNeeded: false,
    reason: `nobody writes to ${displayName(path)} yet: the same plan makes it`,
    evidence: [{ source: "statement", fact, value: true, query: sql }],
  };
}
