import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { ReadCatalogOptions } from "./read-catalog-options.ts";

/** Reads the catalog of one kind of database. */
export type CatalogReader = (connection: Connection, options: ReadCatalogOptions) => Promise<Catalog>;

/** Reads the stamp of one kind of database. */
export type StampReader = (connection: Connection) => Promise<string>;
