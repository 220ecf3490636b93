/**
 * What a statement makes of a catalog, as far as identities go: a plan says where it leads, and a statement that was
 * written by hand does not. What the server will write in its own words counts by its identity alone.
 */
import type { AlterTableCmd, Node, RangeVar } from "@pgsql/types";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import { Dependents } from "../../diff/dependents.ts";
import { isWidening } from "../../operations/postgres/column-types.ts";
import { serverType } from "../../operations/postgres/server-type.ts";
import type { PlanStep } from "../../plan/migration-plan.ts";
import { type NamedTable, namedTable, namesIn } from "./statement-parts.ts";

/** What becomes of a catalog, and what kind of step that is. */
export interface StatementEffect {
  readonly operation: string;
  readonly object: ObjectId;
  readonly objects: CatalogIndex;
  readonly reversal: PlanStep["reversal"];
  readonly loss?: string;
}

type Edited = Map<ObjectId, CatalogObject>;

/**
 * Works out what a statement leads to.
 *
 * @param tree the statement
 * @param objects the catalog before it
 * @returns the effect; undefined when it cannot be told without running it
 */
export function statementEffect(tree: Node, objects: CatalogIndex): StatementEffect | undefined {
  const edited: Edited = new Map(objects);
  if ("IndexStmt" in tree) {
    const { idxname, relation } = tree.IndexStmt;
    const table = namedTable(relation);
    if (idxname === undefined || !objects.has(table.id)) return undefined;
    const made = newIndex(table, idxname);
    edited.set(made.id, made);
    return { operation: "createIndex", object: made.id, objects: edited, reversal: "inverse" };
  }
  if ("DropStmt" in tree) return dropEffect(tree.DropStmt, edited);
  if ("AlterTableStmt" in tree && tree.AlterTableStmt.objtype === "OBJECT_TABLE") {
    const table = namedTable(tree.AlterTableStmt.relation);
    const commands = (tree.AlterTableStmt.cmds ?? []).flatMap((node) =>
      "AlterTableCmd" in node ? [node.AlterTableCmd] : [],
    );
    const results = commands.map((command) => alterEffect(command, table, edited));
    const [first] = results;
    if (first === undefined || !objects.has(table.id) || results.includes(undefined)) return undefined;
    const isLossy = results.some((result) => result?.reversal === "never");
    return { ...first, objects: edited, reversal: isLossy ? "never" : "inverse" };
  }
  return rowsEffect(tree, objects);
}

/** A table under the name that the catalog has for it: with a schema, or without where there are none. */
function tableIn(relation: RangeVar | undefined, objects: CatalogIndex): Pick<NamedTable, "id"> {
  const plain = objectId("table", [relation?.relname ?? ""]);
  return objects.has(plain) ? { id: plain } : namedTable(relation);
}

/** Statements that leave the catalog as it is. */
function rowsEffect(tree: Node, objects: CatalogIndex): StatementEffect | undefined {
  const of = (operation: string, table: Pick<NamedTable, "id">, reversal: PlanStep["reversal"]): StatementEffect => ({
    operation,
    object: table.id,
    objects,
    reversal,
  });
  if ("UpdateStmt" in tree) return of("updateRows", tableIn(tree.UpdateStmt.relation, objects), "never");
  if ("DeleteStmt" in tree)
    return {
      ...of("deleteRows", tableIn(tree.DeleteStmt.relation, objects), "never"),
      loss: "the rows that it deletes",
    };
  if ("ReindexStmt" in tree && tree.ReindexStmt.relation !== undefined)
    return of("reindex", namedTable(tree.ReindexStmt.relation), "inverse");
  if (!("RefreshMatViewStmt" in tree)) return undefined;
  const { path } = namedTable(tree.RefreshMatViewStmt.relation);
  return { operation: "refreshView", object: objectId("materializedView", path), objects, reversal: "inverse" };
}

function dropEffect(
  drop: Extract<Node, { DropStmt: unknown }>["DropStmt"],
  edited: Edited,
): StatementEffect | undefined {
  const kind = drop.removeType === "OBJECT_INDEX" ? "index" : drop.removeType === "OBJECT_TABLE" ? "table" : undefined;
  const [target, ...others] = drop.objects ?? [];
  if (kind === undefined || target === undefined || others.length > 0 || drop.behavior === "DROP_CASCADE")
    return undefined;
  const names = "List" in target ? namesIn(target.List.items) : [];
  const object = objectId(kind, names.length > 1 ? names : ["public", ...names]);
  if (!edited.has(object)) return undefined;
  removeWithin(object, edited);
  if (kind === "index") return { operation: "dropIndex", object, objects: edited, reversal: "inverse" };
  return { operation: "dropTable", object, objects: edited, reversal: "never", loss: "all rows of the table" };
}

type AlterEffect = Pick<StatementEffect, "operation" | "object" | "reversal"> & { readonly loss?: string };

function alterEffect(command: AlterTableCmd, table: NamedTable, edited: Edited): AlterEffect | undefined {
  const column = objectId("column", [...table.path, command.name ?? ""]);
  const constraint = objectId("constraint", [...table.path, command.name ?? ""]);
  switch (command.subtype) {
    case "AT_AddConstraint":
      return addConstraint(command, table, edited);
    case "AT_ValidateConstraint":
      return respell("validateConstraint", constraint, edited);
    case "AT_DropConstraint":
      return edited.has(constraint) ? gone("dropConstraint", constraint, edited) : undefined;
    case "AT_SetNotNull":
    case "AT_DropNotNull":
      return respell("setColumnNotNull", column, edited);
    case "AT_ColumnDefault":
      return respell("setColumnDefault", column, edited);
    case "AT_AlterColumnType":
      return retype(command, column, edited);
    case "AT_AddColumn":
      return addColumn(command, table, edited);
    default:
      return undefined;
  }
}

function respell(operation: string, id: ObjectId, edited: Edited): AlterEffect | undefined {
  const object = edited.get(id);
  if (object === undefined) return undefined;
  edited.set(id, { ...object, isApproximate: true });
  return { operation, object: id, reversal: "inverse" };
}

function gone(operation: string, id: ObjectId, edited: Edited): AlterEffect {
  removeWithin(id, edited);
  return { operation, object: id, reversal: "inverse" };
}

function removeWithin(id: ObjectId, edited: Edited): void {
  edited.delete(id);
  for (const object of [...edited.values()]) if (object.parent === id) removeWithin(object.id, edited);
}

/** What names a column is written anew in the words of its new type. */
function retype(command: AlterTableCmd, column: ObjectId, edited: Edited): AlterEffect | undefined {
  const dependents = new Dependents(edited).direct(column);
  const isTaken = dependents.every(({ kind }) => TAKEN_ALONG.has(kind));
  const before = edited.get(column);
  if (!isTaken || before?.kind !== "column" || respell("setColumnType", column, edited) === undefined) return undefined;
  for (const { id } of dependents) respell("setColumnType", id, edited);
  const made = { operation: "setColumnType", object: column } as const;
  const wanted = newType(command);
  if (wanted !== undefined && isWidening(before.definition.type, wanted)) return { ...made, reversal: "inverse" };
  return { ...made, reversal: "never", loss: "what the new type cannot hold" };
}

/** The type that a column gets by a plain conversion, as the server prints it. */
function newType({ def }: AlterTableCmd): string | undefined {
  const column = def !== undefined && "ColumnDef" in def ? def.ColumnDef : undefined;
  const { names, typmods = [], arrayBounds = [] } = column?.typeName ?? {};
  const name = namesIn(names).at(-1);
  if (name === undefined || column?.raw_default !== undefined || arrayBounds.length > 0) return undefined;
  const modifiers = typmods.map((node) => ("A_Const" in node ? node.A_Const.ival?.ival : undefined));
  if (modifiers.includes(undefined)) return undefined;
  return serverType(`${name}${modifiers.length === 0 ? "" : `(${modifiers.join(",")})`}`);
}

/** What a column takes along when it changes its type; anything else has to be out of its way before. */
const TAKEN_ALONG: ReadonlySet<CatalogObject["kind"]> = new Set([
  "constraint",
  "index",
  "comment",
  "grant",
  "statistics",
  "sequenceOwner",
]);

function addColumn({ def }: AlterTableCmd, table: NamedTable, edited: Edited): AlterEffect | undefined {
  const column = def !== undefined && "ColumnDef" in def ? def.ColumnDef : undefined;
  const constraints = (column?.constraints ?? []).flatMap((node) =>
    "Constraint" in node ? [node.Constraint.contype] : [],
  );
  const isPlain = constraints.every(
    (type) => type === "CONSTR_DEFAULT" || type === "CONSTR_NOTNULL" || type === "CONSTR_NULL",
  );
  const names = (column?.typeName?.names ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
  // A serial column brings a sequence with it.
  if (column?.colname === undefined || !isPlain || names.some((name) => /serial/.test(name))) return undefined;
  const path = [...table.path, column.colname];
  const id = objectId("column", path);
  const notNull = constraints.includes("CONSTR_NOTNULL");
  edited.set(id, {
    id,
    kind: "column",
    path,
    parent: table.id,
    definition: { type: "", notNull },
    dependsOn: [table.id],
    isApproximate: true,
  });
  return { operation: "addColumn", object: id, reversal: "inverse" };
}

function addConstraint({ def }: AlterTableCmd, table: NamedTable, edited: Edited): AlterEffect | undefined {
  const constraint = def !== undefined && "Constraint" in def ? def.Constraint : undefined;
  const type = CONSTRAINTS.get(constraint?.contype ?? "");
  if (constraint?.conname === undefined || type === undefined) return undefined;
  const path = [...table.path, constraint.conname];
  const id = objectId("constraint", path);
  const columns = namesIn(constraint.contype === "CONSTR_FOREIGN" ? constraint.fk_attrs : constraint.keys);
  const definition = { type, sql: "", columns, valid: constraint.skip_validation !== true } as const;
  edited.set(id, {
    id,
    kind: "constraint",
    path,
    parent: table.id,
    definition,
    dependsOn: [table.id],
    isApproximate: true,
  });
  if (type === "primary key")
    for (const name of columns) respell("addConstraint", objectId("column", [...table.path, name]), edited);
  // The index that becomes the key goes under the key's name.
  if (constraint.indexname !== undefined) edited.delete(objectId("index", [table.path[0], constraint.indexname]));
  return { operation: "addConstraint", object: id, reversal: "inverse" };
}

const CONSTRAINTS: ReadonlyMap<string, "primary key" | "unique" | "check" | "foreign key"> = new Map([
  ["CONSTR_PRIMARY", "primary key"],
  ["CONSTR_UNIQUE", "unique"],
  ["CONSTR_CHECK", "check"],
  ["CONSTR_FOREIGN", "foreign key"],
]);

function newIndex(table: NamedTable, name: string): CatalogObject<"index"> {
  const path = [table.path[0], name];
  return {
    id: objectId("index", path),
    kind: "index",
    path,
    parent: table.id,
    definition: { sql: "", method: "", unique: false, columns: [], valid: true },
    dependsOn: [table.id],
    isApproximate: true,
  };
}
