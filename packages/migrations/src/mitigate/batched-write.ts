import type { DialectName } from "@dataflow/core";
import type { Node } from "@pgsql/types";
import type { CatalogIndex } from "../catalog/catalog.ts";
import { displayName, type ObjectId, objectId } from "../catalog/object-id.ts";
import { defaultSchema } from "../dialects/model-objects.ts";
import { outside, piece } from "./pieces.ts";
import type { NoSequence, SafeSequence, Transformation } from "./transformation.ts";

/** An UPDATE or DELETE of many rows becomes many small ones along the primary key, each committed by itself. */
export function batchedWrite(dialect: DialectName): Transformation {
  return {
    name: "batched-write",
    category: "BATCHED_WRITES",
    transform({ step, sql, tree, earlier, later }, { objects }): SafeSequence | NoSequence | undefined {
      const write = writeOf(tree);
      if (write === undefined) return undefined;
      if (!write.isPlain || earlier.length + later.length > 0)
        return { obstacle: "a write that uses other tables or gives rows back cannot be cut into batches from here" };
      const schema = write.schema ?? defaultSchema(dialect);
      const path = schema === undefined ? [write.table] : [schema, write.table];
      const key = keyOf(objectId("table", path), objects);
      if (key === undefined) return { obstacle: `${displayName(path)} has no primary key to go along` };
      if (write.columns.some((column) => key.includes(column)))
        return { obstacle: "it changes the primary key, along which the batches would go" };
      const parts = partsOf(sql);
      const where = parts.where === undefined ? {} : { where: parts.where };
      const place = { table: { ...(schema !== undefined && { schema }), name: write.table }, key };
      const backfill = write.deletes
        ? { ...place, ...where, set: "", deletes: true as const }
        : { ...place, ...where, set: parts.set ?? "" };
      return {
        description: `change the rows of ${displayName(path)} in batches along its primary key, each a transaction of its own; whoever reads meanwhile sees some rows changed and some not`,
        before: [],
        during: [],
        after: [
          outside(
            piece(step, "in batches", [], { operation: step.operation, backfill, reversal: "never", loss: step.loss }),
          ),
        ],
      };
    },
  };
}

interface Write {
  readonly schema: string | undefined;
  readonly table: string;
  readonly columns: readonly string[];
  readonly deletes: boolean;
  readonly isPlain: boolean;
}

function writeOf(tree: Node): Write | undefined {
  const statement = "UpdateStmt" in tree ? tree.UpdateStmt : "DeleteStmt" in tree ? tree.DeleteStmt : undefined;
  if (statement === undefined) return undefined;
  const { relation } = statement;
  const others =
    "fromClause" in statement ? statement.fromClause : "usingClause" in statement ? statement.usingClause : undefined;
  const targets = "targetList" in statement ? (statement.targetList ?? []) : [];
  return {
    schema: relation?.schemaname,
    table: relation?.relname ?? "",
    columns: targets.flatMap((node) => ("ResTarget" in node ? [node.ResTarget.name ?? ""] : [])),
    deletes: "DeleteStmt" in tree,
    isPlain:
      (others ?? []).length === 0 &&
      statement.returningClause === undefined &&
      statement.withClause === undefined &&
      relation?.alias === undefined,
  };
}

const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|--[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}_][\p{L}\p{N}_$]*|[\s\S]/gu;

/** What follows SET and WHERE, outside of parentheses. */
function partsOf(sql: string): { readonly set?: string; readonly where?: string } {
  const places = new Map<string, number>();
  let depth = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    const word = token.toUpperCase();
    if (depth === 0 && (word === "SET" || word === "WHERE") && !places.has(word))
      places.set(word, index + token.length);
  }
  const [set, where] = [places.get("SET"), places.get("WHERE")];
  const end = where === undefined ? sql.length : where - "WHERE".length;
  return {
    ...(set !== undefined && { set: sql.slice(set, end).trim() }),
    ...(where !== undefined && { where: sql.slice(where).trim() }),
  };
}

function keyOf(table: ObjectId, objects: CatalogIndex): readonly string[] | undefined {
  for (const object of objects.values())
    if (object.kind === "constraint" && object.parent === table && object.definition.type === "primary key")
      return object.definition.columns;
  return undefined;
}
