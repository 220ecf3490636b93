import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogReaders } from "../dialects/catalog-readers.ts";
import { checkReadCatalogOptions, type ReadCatalogOptions } from "./read-catalog-options.ts";

/** The work of the exported `readCatalog`, which says what it promises. */
export async function readCatalog(connection: Connection, options: ReadCatalogOptions = {}): Promise<Catalog> {
  const checked = checkReadCatalogOptions(options);
  return catalogReaders(connection).catalog(connection, checked);
}
