import type { CatalogObject } from "../catalog/catalog-object.ts";

/** What a kind of database itself keeps of what depends on what. */
export interface DependencyDialect {
  /** Whether the database records what an object depends on; otherwise it was read from the object's words. */
  isRecorded(object: CatalogObject): boolean;
  /** Whether a clause of the catalog has a name in it, as this database compares names. */
  mentions(sql: string, name: string): boolean;
}
