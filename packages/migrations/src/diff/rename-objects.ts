import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId, unnamedConstraint } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { renamedColumn } from "../dialects/renamed-column.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { ObjectChange } from "../operations/operation-type.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { replaceIdentifier } from "./rewrite-names.ts";
import { isSameContent } from "./same-content.ts";

/** The new name of each object that is renamed, by its identity of before. */
export type Renames = Readonly<Record<ObjectId, string>>;

/** A catalog as it will be after its renames. */
export interface RenamedCatalog {
  readonly objects: CatalogIndex;
  /** Tables first, then what is in them. */
  readonly changes: readonly ObjectChange[];
  /** The identity from before, by the one now, of everything that has another. */
  readonly origins: ReadonlyMap<ObjectId, ObjectId>;
}

/**
 * Takes the renames that somebody has asked for as done: what follows compares the catalog under its new names.
 *
 * @param actual what there is
 * @param renames new names by identity
 * @returns the catalog under its new names, and the renames as changes
 * @throws MIGRATION.UNKNOWN_RENAME when there is no such object
 */
export function renameObjects(actual: Catalog, renames: Renames): RenamedCatalog {
  let objects = indexCatalog(actual);
  const changes: ObjectChange[] = [];
  let origins: ReadonlyMap<ObjectId, ObjectId> = new Map();
  // Tables before columns: a column's identity begins with its table's new name by then.
  const wanted = Object.entries(renames).map(([id, name]) => ({ id: asObjectId(id), name }));
  let pending = wanted.sort((left, right) => rank(left.id) - rank(right.id));
  while (pending[0] !== undefined) {
    const [{ id, name }, ...rest] = pending;
    const before = objects.get(id);
    if (before === undefined) throw unknownRename(id);
    const renamed = renameOne(actual, objects, { before, name });
    objects = renamed.objects;
    origins = composed(origins, renamed.ids);
    changes.push(freezeDeep({ change: "rename", before, after: renamed.after }));
    pending = rest.map((entry) => ({ ...entry, id: renamed.ids.get(entry.id) ?? entry.id }));
  }
  return { objects, changes, origins };
}

function composed(origins: ReadonlyMap<ObjectId, ObjectId>, ids: ReadonlyMap<ObjectId, ObjectId>) {
  const all = new Map(origins);
  for (const old of ids.keys()) all.delete(old);
  for (const [old, now] of ids) all.set(now, origins.get(old) ?? old);
  return all;
}

/** Keys of a record are texts to the compiler; a wrong one is refused where it is looked up. */
function asObjectId(text: string): ObjectId {
  // Nothing is taken for granted of it: an identity that no object has is an error.
  return text as ObjectId;
}

function rank(id: ObjectId): number {
  return id.startsWith("schema ") ? 0 : id.startsWith("column ") ? 2 : 1;
}

function renameOne(
  database: Pick<Catalog, "dialect" | "serverVersion">,
  objects: CatalogIndex,
  { before, name }: { readonly before: CatalogObject; readonly name: string },
) {
  const depth = before.path.length - 1;
  const oldName = before.path[depth] ?? "";
  const ids = new Map<ObjectId, ObjectId>();
  const isInside = (object: CatalogObject): boolean =>
    object.id === before.id || isDescendant(objects, object, before.id);
  const isColumn = before.kind === "column";
  for (const object of objects.values()) {
    if (isInside(object)) ids.set(object.id, renamedId(object, { depth, from: oldName, to: name }));
  }
  const next = new Map<ObjectId, CatalogObject>();
  for (const object of objects.values()) {
    const touched = ids.has(object.id) || object.dependsOn.some((id) => ids.has(id)) || refersTo(object, ids);
    const rewritten = touched
      ? renameItself(rewrite(object, { ids, depth, from: oldName, to: name, isColumn }))
      : object;
    const isColumnInside = object.kind === "column" && rewritten.kind === "column" && ids.has(object.id);
    const renamed = isColumnInside ? freezeDeep(renamedColumn(database, object, rewritten)) : rewritten;
    next.set(renamed.id, renamed);
  }
  const after = next.get(ids.get(before.id) ?? before.id) ?? before;
  return { objects: next, after, ids };
}

/** Where a table may refer to one that is not there, a reference does not count among what its table depends on. */
function refersTo(object: CatalogObject, ids: ReadonlyMap<ObjectId, ObjectId>): boolean {
  const references = object.kind === "constraint" ? object.definition.references : undefined;
  if (references === undefined) return false;
  const columns = references.columns.map((name) => objectId("column", [name]).slice("column ".length));
  const table = references.table.slice("table ".length);
  return ids.has(references.table) || columns.some((name) => ids.has(`column ${table}.${name}`));
}

interface Rewriting {
  readonly ids: ReadonlyMap<ObjectId, ObjectId>;
  readonly depth: number;
  readonly from: string;
  readonly to: string;
  readonly isColumn: boolean;
}

/** What stays when a name is exchanged for another. */
type NewName = Pick<Rewriting, "depth" | "from" | "to">;

function isDescendant(objects: CatalogIndex, object: CatalogObject, ancestor: ObjectId): boolean {
  for (let parent = object.parent; parent !== undefined; parent = objects.get(parent)?.parent)
    if (parent === ancestor) return true;
  return false;
}

function renamedPath(object: CatalogObject, { depth, from, to }: NewName): readonly string[] {
  // An index is inside its table, but its name does not begin with the table's.
  return object.path[depth] === from ? object.path.with(depth, to) : object.path;
}

function renamedId(object: CatalogObject, renaming: NewName): ObjectId {
  const plain = objectId(object.kind, object.path);
  const suffix = object.id.startsWith(plain) ? object.id.slice(plain.length) : undefined;
  // The identity of a comment or a grant is that of its object with more words around it.
  if (suffix === undefined) return asObjectId(replaceIdentifier(object.id, renaming.from, renaming.to));
  return objectId(object.kind, renamedPath(object, renaming), suffix);
}

function rewrite(object: CatalogObject, renaming: Rewriting): CatalogObject {
  const { ids } = renaming;
  const parent = object.parent === undefined ? undefined : (ids.get(object.parent) ?? object.parent);
  const definition = rewriteDefinition(object, renaming);
  const isApproximate = isFreeText(object) && !isSameContent(definition, object.definition);
  return freezeDeep({
    ...object,
    id: ids.get(object.id) ?? object.id,
    path: ids.has(object.id) ? renamedPath(object, renaming) : object.path,
    ...(parent !== undefined && { parent }),
    definition,
    dependsOn: object.dependsOn.map((id) => ids.get(id) ?? id).sort(),
    ...(isApproximate && { isApproximate }),
    // The shape stays that of its kind: only texts in it were exchanged for texts.
  } as CatalogObject);
}

/** A comment's words are nobody's name, and the type of a column has nothing to do with the names of columns. */
function rewriteDefinition(object: CatalogObject, renaming: Rewriting): unknown {
  const { ids, from, to, isColumn } = renaming;
  const inValue = (value: unknown): unknown => {
    if (typeof value === "string") return ids.get(asObjectId(value)) ?? rewriteText(value, { from, to, isColumn });
    if (Array.isArray(value)) return value.map(inValue);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inValue(entry)]));
  };
  if (object.kind === "comment") return { ...object.definition, on: inValue(object.definition.on) };
  if (object.kind !== "column" || !isColumn) return inValue(object.definition);
  const { generated } = object.definition;
  return { ...object.definition, ...(generated && { generated: inValue(generated) }) };
}

/** Whether only the server knows how it will print an object when a name in it has changed. */
function isFreeText(object: CatalogObject): boolean {
  if (object.kind === "constraint") return ["check", "exclude"].includes(object.definition.type);
  if (object.kind === "index")
    return object.definition.columns.includes(null) || object.definition.predicate !== undefined;
  if (object.kind === "column")
    return object.definition.generated !== undefined || object.definition.default !== undefined;
  return FREE_TEXTS.has(object.kind);
}

const FREE_TEXTS: ReadonlySet<ObjectKind> = new Set([
  "function",
  "view",
  "materializedView",
  "rule",
  "trigger",
  "policy",
  "statistics",
  "publication",
]);

/** A constraint without a name is known by its words, and so by others when they change. */
function renameItself(object: CatalogObject): CatalogObject {
  if (object.kind !== "constraint" || object.definition.unnamed !== true) return object;
  const path = [...object.path.slice(0, -1), unnamedConstraint(object.definition)];
  return freezeDeep({ ...object, path, id: objectId("constraint", path) });
}

function rewriteText(text: string, { from, to, isColumn }: Pick<Rewriting, "from" | "to" | "isColumn">): string {
  return text.includes(from) ? replaceIdentifier(text, from, to, isColumn) : text;
}

function unknownRename(id: ObjectId): Error {
  return migrationErrors.create("UNKNOWN_RENAME", {
    message: `There is no ${id} to be renamed`,
    why: "a rename starts from an object that the database has",
    fix: "look at the names in the catalog; when the rename was done long ago, remove it",
  });
}
