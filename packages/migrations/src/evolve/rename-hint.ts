import type { Schema } from "@dataflow/core";
import type { CatalogIndex } from "../catalog/catalog.ts";
import { displayName, type ObjectId, objectId } from "../catalog/object-id.ts";
import type { Renames } from "../diff/rename-objects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";

/** What a model says about a former name: of its table, or of one of its columns. */
export interface RenameHint {
  /** The database schema of the table; absent means the connection's default. */
  readonly schema?: string;
  /** The table under its present name. */
  readonly table: string;
  /** The column under its present name; absent when the hint is about the table itself. */
  readonly column?: string;
  /** The former name. */
  readonly from: string;
}

/** Where renames come from. */
export interface RenameSources {
  readonly actual: CatalogIndex;
  readonly wanted: Schema;
  readonly hints: readonly RenameHint[];
  /** What somebody said about single objects, by identity or as `"column users.name"`. */
  readonly renames: Readonly<Record<string, string>>;
  /** What was said before and written down; what is not there any more does not count. */
  readonly answers: ReadonlyMap<ObjectId, string>;
  /** The database schema of tables that name none, where the database has schemas. */
  readonly defaultSchema: string | undefined;
}

/**
 * Finds the renames that are to be done. A hint whose old name is gone was followed long ago, and one whose new name is
 * there while the old one is wanted for something else, too.
 *
 * @param sources hints of models, answers, and what there is
 * @returns new names by identity, as the planner takes them
 * @throws MIGRATION.UNKNOWN_RENAME when somebody names an object that is not there
 * @throws MIGRATION.AMBIGUOUS_RENAME when both names are there, or two hints begin with one name
 */
export function renamesOf(sources: RenameSources): Renames {
  const renames = new Map<ObjectId, string>();
  for (const [id, name] of sources.answers) if (isOpen(id, name, sources)) renames.set(id, name);
  const [tables, columns] = [true, false].map((isTable) =>
    sources.hints.filter(({ column }) => (column === undefined) === isTable),
  );
  for (const hint of tables ?? []) addTable(renames, hint, sources);
  const formerTables = new Map([...renames].map(([id, name]) => [name, id]));
  for (const hint of columns ?? []) addColumn(renames, hint, { ...sources, formerTables });
  for (const [key, name] of Object.entries(sources.renames)) renames.set(findObject(key, sources.actual), name);
  return Object.fromEntries(renames);
}

function isOpen(id: ObjectId, name: string, { actual }: RenameSources): boolean {
  const before = actual.get(id);
  return before !== undefined && !actual.has(objectId(before.kind, [...before.path.slice(0, -1), name]));
}

function addTable(renames: Map<ObjectId, string>, hint: RenameHint, sources: RenameSources): void {
  const place = schemaPath(hint, sources);
  const [before, after] = [objectId("table", [...place, hint.from]), objectId("table", [...place, hint.table])];
  const isWanted = sources.wanted.tables.some((table) => table.name === hint.from && table.schema === hint.schema);
  if (!sources.actual.has(before) || isWanted) return;
  if (sources.actual.has(after)) throw bothThere(before, after);
  add(renames, before, hint.table);
}

function addColumn(
  renames: Map<ObjectId, string>,
  hint: RenameHint,
  sources: RenameSources & { readonly formerTables: ReadonlyMap<string, ObjectId> },
): void {
  const renamed = sources.formerTables.get(hint.table);
  const former = renamed === undefined ? undefined : sources.actual.get(renamed);
  const path = former?.kind === "table" ? former.path : [...schemaPath(hint, sources), hint.table];
  const [before, after] = [objectId("column", [...path, hint.from]), objectId("column", [...path, hint.column ?? ""])];
  const table = sources.wanted.tables.find(({ name, schema }) => name === hint.table && schema === hint.schema);
  const isWanted = table?.columns.some(({ name }) => name === hint.from) ?? false;
  if (!sources.actual.has(before) || isWanted) return;
  if (sources.actual.has(after)) throw bothThere(before, after);
  add(renames, before, hint.column ?? "");
}

function add(renames: Map<ObjectId, string>, before: ObjectId, name: string): void {
  const known = renames.get(before);
  if (known !== undefined && known !== name) throw twoNames(before, [known, name]);
  renames.set(before, name);
}

function schemaPath({ schema }: RenameHint, { defaultSchema }: RenameSources): readonly string[] {
  const inside = schema ?? defaultSchema;
  return inside === undefined ? [] : [inside];
}

/**
 * Finds an object by its identity, or by its kind and the name that messages show.
 *
 * @param key `"column public.users.name"` or `"column users.name"`
 * @param objects the catalog
 * @returns the identity
 * @throws MIGRATION.UNKNOWN_RENAME
 */
export function findObject(key: string, objects: CatalogIndex): ObjectId {
  for (const { id, kind, path } of objects.values()) {
    if (id === key || `${kind} ${displayName(path)}` === key) return id;
  }
  throw migrationErrors.create("UNKNOWN_RENAME", {
    message: `There is no ${key} to be renamed`,
    why: "a rename starts from an object that the database has",
    fix: 'name the kind and the object: "column users.name", "table users"; when the rename was done long ago, leave it out',
  });
}

function bothThere(before: ObjectId, after: ObjectId): Error {
  return migrationErrors.create("AMBIGUOUS_RENAME", {
    message: `A model says that the ${before} became the ${after}, and both are there`,
    why: "nobody but you knows whether the old one still holds what belongs into the new one",
    fix: `move the values yourself and remove renamedFrom; the old one goes with allow: ["drop ${before}"], written as the preview shows it`,
    meta: { before, after },
  });
}

function twoNames(before: ObjectId, names: readonly string[]): Error {
  return migrationErrors.create("AMBIGUOUS_RENAME", {
    message: `The ${before} cannot become both ${names.join(" and ")}`,
    why: "one object has one name",
    fix: "remove renamedFrom from all but one of them",
    meta: { before, names },
  });
}
