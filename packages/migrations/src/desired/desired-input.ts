import type { Schema } from "@dataflow/core";
import type { Catalog } from "../catalog/catalog.ts";
import type { Renames } from "../diff/rename-objects.ts";

/** What a desired catalog is made from. */
export interface DesiredInput {
  readonly actual: Catalog;
  /** The tables that models ask for. */
  readonly wanted: Schema;
  /** What the same tables are at present, in the vocabulary of models: as `introspect` reads them. */
  readonly meaning: Schema;
  /** The tables that models asked for when they were last applied; absent when nobody knows. */
  readonly previous?: Schema;
  /** New names by identity, as the planner takes them. */
  readonly renames?: Renames;
  /** Allowances: a drop that is named here is wanted, also of an object that no model ever declared. */
  readonly allow?: readonly string[] | "everything";
}
