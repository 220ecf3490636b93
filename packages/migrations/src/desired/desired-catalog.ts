import type { Column, Table } from "@dataflow/core";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId, objectId } from "../catalog/object-id.ts";
import { defaultSchema, modelObjects } from "../dialects/model-objects.ts";
import { compareIds } from "../diff/catalog-difference.ts";
import { renameObjects } from "../diff/rename-objects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { validateSchema } from "../plan/plan-creation.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { DescribedTables } from "./described-tables.ts";
import { desiredColumn } from "./desired-column.ts";
import { desiredConstraints } from "./desired-constraints.ts";
import type { DesiredInput } from "./desired-input.ts";
import { givenTextIndexes } from "./given-text-indexes.ts";
import { removedObjects } from "./removed-objects.ts";
import { renameSchema } from "./rename-schema.ts";

/**
 * The catalog that a database shall have for its models: what is there, with what the models ask for on top. Whatever
 * already means what a model says stays as it is, word for word, so that models that have not changed change nothing;
 * what no model ever knew is left alone.
 *
 * @param input the catalog, the tables wanted, and what they are at present
 * @returns the catalog to be reached
 * @throws MIGRATION.INVALID_SCHEMA when a table cannot be created as it is declared
 */
export function desiredCatalog(input: DesiredInput): Catalog {
  const { actual, wanted, renames = {} } = input;
  const schemaOfDefault = defaultSchema(actual.dialect);
  const renamed = renameObjects(actual, renames);
  const meaning = renameSchema(input.meaning, renames, schemaOfDefault);
  const previous = input.previous && renameSchema(input.previous, renames, schemaOfDefault);
  const objects = new Map(renamed.objects);
  const idOf = ({ schema, name }: Pick<Table, "schema" | "name">): ObjectId => {
    const inside = schema ?? schemaOfDefault;
    return objectId("table", inside === undefined ? [name] : [inside, name]);
  };
  validateSchema(meaning, wanted, actual.dialect);
  const sides = new DescribedTables({ wanted, meaning, previous }, idOf);
  for (const ideal of modelObjects(wanted, actual.dialect)) place(ideal, objects, sides);
  desiredConstraints(objects, sides, actual.dialect);
  const given = givenTextIndexes(objects, sides, actual.dialect);
  for (const id of removedObjects(objects, sides, { allow: input.allow ?? [], given })) objects.delete(id);
  return freezeDeep({ ...actual, objects: [...objects.values()].sort((a, b) => compareIds(a.id, b.id)) });
}

/** Puts what a model asks for where nothing is yet, and changes columns that mean something else. */
function place(ideal: CatalogObject, objects: Map<ObjectId, CatalogObject>, tables: DescribedTables): void {
  const found = objects.get(ideal.id);
  const table = ideal.kind === "table" ? ideal.id : ideal.parent;
  const isNew = table === undefined || tables.meaning.get(table) === undefined;
  if (found !== undefined && found.parent !== ideal.parent) throw nameTaken(ideal, found);
  if (found === undefined && (isNew || ideal.kind === "column")) objects.set(ideal.id, ideal);
  if (isNew || table === undefined || found?.kind !== "column" || ideal.kind !== "column") return;
  const [meaning, wanted] = [columnOf(tables.meaning.get(table), ideal), columnOf(tables.wanted.get(table), ideal)];
  if (meaning === undefined || wanted === undefined) return;
  const previous = columnOf(tables.previous.get(table), ideal);
  const definition = desiredColumn({
    actual: found.definition,
    ideal: ideal.definition,
    meaning,
    wanted,
    ...(previous !== undefined && { previous }),
  });
  const isApproximate = ideal.isApproximate === true && definition.default !== found.definition.default;
  objects.set(ideal.id, { ...found, definition, ...(isApproximate && { isApproximate }) });
}

/** The name of an index is one for all tables. */
function nameTaken(ideal: CatalogObject, found: CatalogObject): Error {
  const [name, owner] = [displayName(ideal.path), found.parent ?? "nothing"];
  return migrationErrors.create("INVALID_SCHEMA", {
    message: `The ${ideal.kind} ${name} cannot be created for the ${ideal.parent}: the ${owner} has one of that name`,
    why: "the database keeps one name for one thing",
    fix: `give the ${ideal.kind} another name`,
  });
}

function columnOf(table: Table | undefined, object: CatalogObject): Column | undefined {
  const name = object.path.at(-1);
  return table?.columns.find((column) => column.name === name);
}
