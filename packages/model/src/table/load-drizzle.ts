import { createRequire } from "node:module";
import { modelErrors } from "../errors/model-errors.ts";
import type { ColumnConfig, DrizzleCore } from "./drizzle-core.ts";

const load = createRequire(import.meta.url);

/** What is used of drizzle that is the same for every database. */
interface DrizzleCommon {
  is(value: unknown, type: unknown): boolean;
  getTableColumns(table: object): Readonly<Record<string, ColumnConfig>>;
  readonly sql: (strings: TemplateStringsArray, ...parts: readonly unknown[]) => object;
  readonly SQL: unknown;
  readonly StringChunk: unknown;
}

/** The common part of drizzle. @throws MODEL.DRIZZLE_MISSING */
export function drizzleCommon(): DrizzleCommon {
  // A module that is loaded late has no type of its own; this is the part of it that its documentation promises.
  return loadDrizzle("drizzle-orm") as DrizzleCommon;
}

/**
 * The part of drizzle for one database.
 *
 * @param path the module: `"drizzle-orm/pg-core"`
 * @throws MODEL.DRIZZLE_MISSING
 */
export function drizzleCore<Extra>(path: string): DrizzleCore & Extra {
  // As above.
  return loadDrizzle(path) as DrizzleCore & Extra;
}

/**
 * Loads a part of drizzle when it is first needed, so that an application that does not use it need not wait for it.
 * Drizzle recognises its objects by a registered symbol, so this copy works with those of the application's own.
 */
function loadDrizzle(path: string): unknown {
  try {
    return load(path);
  } catch (cause) {
    throw modelErrors.create("DRIZZLE_MISSING", {
      message: `${path} could not be loaded`,
      why: "drizzle tables are made and read with drizzle-orm, which the application brings along",
      fix: "npm install drizzle-orm@0.45",
      cause,
    });
  }
}
