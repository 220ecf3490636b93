import type { Schema, Table } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { defaultSchema as defaultSchemaOf } from "../dialects/model-objects.ts";
import { readSchema } from "../diff/read-schema.ts";
import type { Renames } from "../diff/rename-objects.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { knownModels, withoutSeparate } from "./known-models.ts";
import { type PreviousModels, readAnswers, readPreviousModels } from "./model-states.ts";
import { type RenameHint, renamesOf } from "./rename-hint.ts";

/** What is asked of a database. */
export interface ModelsRequest {
  readonly wanted: Schema;
  readonly hints: readonly RenameHint[];
  /** What somebody says about single objects, by identity or as `"column users.name"`. */
  readonly renames?: Readonly<Record<string, string>>;
}

/** What there is and what models ask for, before anything is decided. */
export interface ModelsLook {
  readonly actual: Catalog;
  readonly index: CatalogIndex;
  readonly wanted: Schema;
  /** The wanted tables as they are at present. */
  readonly meaning: Schema;
  /** What models asked for before, but for what was said to be something else. */
  readonly previous: Schema | undefined;
  readonly isRelated: boolean;
  readonly renames: Renames;
  readonly defaultSchema: string | undefined;
}

/**
 * Reads all that a plan for models is made from. It writes nothing.
 *
 * @param connection the database
 * @param request the tables that models ask for, and what is known about renames
 * @returns what was found
 * @throws MIGRATION.UNKNOWN_RENAME, MIGRATION.AMBIGUOUS_RENAME
 */
export async function lookAtModels(connection: Connection, request: ModelsRequest): Promise<ModelsLook> {
  const { wanted, hints, renames = {} } = request;
  const defaultSchema = defaultSchemaOf(connection.dialect);
  const actual = await readCatalog(connection);
  const index = indexCatalog(actual);
  const answers = await readAnswers(connection);
  const previous = await readPreviousModels(connection, wanted);
  const answered = [...answers].flatMap(([id, name]) => (name === undefined ? [] : [[id, name] as const]));
  const separate = new Set([...answers].flatMap(([id, name]) => (name === undefined ? [id] : [])));
  const found = renamesOf({ actual: index, wanted, hints, renames, answers: new Map(answered), defaultSchema });
  return {
    actual,
    index,
    wanted,
    meaning: await readSchema(connection, { tables: [...wanted.tables, ...formerTables(found, index, defaultSchema)] }),
    previous: previous && withoutSeparate(previous.known, separate, { defaultSchema }),
    isRelated: previous?.isRelated ?? false,
    renames: found,
    defaultSchema,
  };
}

/** Tables that will have another name: their present one is not among those that models ask for. */
function formerTables(renames: Renames, index: CatalogIndex, defaultSchema: string | undefined): readonly Table[] {
  return Object.keys(renames).flatMap((id) => {
    // A key that is no identity leads nowhere, and is refused when the renames are made.
    const object = index.get(id as keyof typeof renames);
    if (object?.kind !== "table") return [];
    const [schema, name = ""] = object.path.length > 1 ? object.path : [undefined, object.path[0]];
    const own = schema === undefined || schema === defaultSchema ? {} : { schema };
    return [{ name, ...own, columns: [], uniques: [], foreignKeys: [], indexes: [] }];
  });
}

/**
 * What has to be remembered once the models were applied.
 *
 * @param look what was found, after everything was applied
 * @param hasQuestions whether objects may still have been renamed
 * @returns the models of now with what is left of earlier ones
 */
export function knownAfter(
  look: Pick<ModelsLook, "wanted" | "previous" | "index" | "defaultSchema"> & Pick<PreviousModels, "isRelated">,
  hasQuestions: boolean,
): Schema {
  const { wanted, previous, index, defaultSchema, isRelated } = look;
  if (previous === undefined || !(isRelated || hasQuestions)) return wanted;
  return knownModels(wanted, previous, { actual: index, defaultSchema });
}
