import type { Connection } from "@dataflow/database";
import { catalogReaders } from "../dialects/catalog-readers.ts";

/** The work of the exported `catalogStamp`, which says what it promises. */
export async function catalogStamp(connection: Connection): Promise<string> {
  return catalogReaders(connection).stamp(connection);
}
