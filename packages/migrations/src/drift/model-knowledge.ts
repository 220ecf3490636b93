import type { Column, Schema, Table } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { desiredCatalog } from "../desired/desired-catalog.ts";
import { defaultSchema, modelObjects } from "../dialects/model-objects.ts";
import { readSchema } from "../diff/read-schema.ts";
import { isSameContent } from "../diff/same-content.ts";
import { tableId } from "../evolve/known-models.ts";
import { readPreviousModels } from "../evolve/model-states.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";

/** What models say about the objects of a database. */
export class ModelKnowledge {
  readonly #ideals: CatalogIndex;
  readonly #desired: CatalogIndex;
  readonly #wanted: ReadonlyMap<ObjectId, Table>;
  readonly #meaning: ReadonlyMap<ObjectId, Table>;
  readonly #previous: CatalogIndex;

  private constructor(
    catalogs: { readonly ideals: CatalogIndex; readonly desired: CatalogIndex; readonly previous: CatalogIndex },
    tables: { readonly wanted: ReadonlyMap<ObjectId, Table>; readonly meaning: ReadonlyMap<ObjectId, Table> },
  ) {
    this.#ideals = catalogs.ideals;
    this.#desired = catalogs.desired;
    this.#previous = catalogs.previous;
    this.#wanted = tables.wanted;
    this.#meaning = tables.meaning;
  }

  /** Reads what models say of what there is. It writes nothing. @throws MIGRATION.INVALID_SCHEMA */
  static async of(connection: Connection, wanted: Schema, actual: Catalog): Promise<ModelKnowledge> {
    const place = { defaultSchema: defaultSchema(connection.dialect) };
    const meaning = await readSchema(connection, wanted);
    const before = await readPreviousModels(connection, wanted);
    // Models that share no table with these were somebody else's, and gave up nothing.
    const previous = before?.isRelated === true ? before.known : { tables: [] };
    const ideals = (schema: Schema): CatalogIndex =>
      new Map(modelObjects(schema, connection.dialect).map((object) => [object.id, object]));
    const byId = (schema: Schema) => new Map(schema.tables.map((table) => [tableId(table, place), table]));
    const desired = indexCatalog(desiredCatalog({ actual, wanted, meaning }));
    return new ModelKnowledge(
      { ideals: ideals(wanted), desired, previous: ideals(previous) },
      { wanted: byId(wanted), meaning: byId(meaning) },
    );
  }

  /** Whether models ask for the object, by its name. */
  asksFor(id: ObjectId): boolean {
    return this.#ideals.has(id);
  }

  /** Whether models ask for what was added, as it is, or for something of the same use. */
  knowsAdded(object: CatalogObject): boolean {
    if (!this.#ideals.has(object.id)) return [...this.#ideals.values()].some((ideal) => this.#servesAs(ideal, object));
    const desired = this.#desired.get(object.id);
    return desired !== undefined && isSameContent(desired.definition, object.definition);
  }

  /** Whether models have given up what is missing. */
  knowsMissing({ id }: CatalogObject): boolean {
    return !this.#ideals.has(id) && this.#previous.has(id);
  }

  /** Whether everything that was changed is as models say. */
  knowsChanged(before: CatalogObject, after: CatalogObject): boolean {
    const desired = this.#desired.get(after.id);
    if (!this.#ideals.has(after.id) || desired === undefined) return false;
    if (!isSameContent(desired.definition, after.definition)) return false;
    if (before.kind !== "column" || after.kind !== "column") return true;
    const [wanted, meaning] = [columnIn(this.#wanted, after), columnIn(this.#meaning, after)];
    if (wanted === undefined || meaning === undefined) return false;
    return changedFields(before, after).every((field) => saysSame(field, wanted, meaning));
  }

  /** What models have no constraint or index for by this name may still be what they ask for under another one. */
  #servesAs(ideal: CatalogObject, object: CatalogObject): boolean {
    if (ideal.parent !== object.parent || this.#desired.has(ideal.id)) return false;
    if (ideal.kind === "constraint" && object.kind === "constraint") {
      const [left, right] = [ideal.definition, object.definition];
      return (
        left.type !== "check" &&
        left.type === right.type &&
        isSameContent(left.columns, right.columns) &&
        isSameContent(left.references, right.references)
      );
    }
    if (ideal.kind !== "index" || object.kind !== "index") return false;
    const [left, right] = [ideal.definition, object.definition];
    return left.unique === right.unique && isSameContent(left.columns, right.columns) && right.predicate === undefined;
  }
}

function columnIn(tables: ReadonlyMap<ObjectId, Table>, { parent, path }: CatalogObject): Column | undefined {
  const table = parent === undefined ? undefined : tables.get(parent);
  return table?.columns.find(({ name }) => name === path.at(-1));
}

/** The names of the fields in which two definitions differ. */
export function changedFields(before: CatalogObject, after: CatalogObject): readonly string[] {
  const [left, right] = [new Map(Object.entries(before.definition)), new Map(Object.entries(after.definition))];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names.filter((name) => !isSameContent(left.get(name), right.get(name)));
}

/** What models do not speak of, they do not know. */
function saysSame(field: string, wanted: Column, meaning: Column): boolean {
  if (field === "type") return canonicalJson(wanted.type) === canonicalJson(meaning.type);
  if (field === "notNull" || field === "notNullConstraint") return wanted.nullable === meaning.nullable;
  if (field !== "default" && field !== "identity") return false;
  return wanted.default !== undefined && canonicalJson(wanted.default) === canonicalJson(meaning.default);
}
