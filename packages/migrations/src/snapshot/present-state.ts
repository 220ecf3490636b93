import type { Connection } from "@dataflow/database";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { CurrentState } from "./evolution-report.ts";
import type { SchemaSnapshot } from "./schema-snapshot.ts";
import { catalogChecksums } from "./table-checksum.ts";

/** The database as it is, with checksums of its rows where the snapshot has them to be compared with. */
export async function presentState(connection: Connection, { checksums }: SchemaSnapshot): Promise<CurrentState> {
  const catalog = await readCatalog(connection);
  const sums = checksums && (await catalogChecksums(connection, catalog));
  return { catalog, fingerprint: catalogFingerprint(catalog), ...(sums && { checksums: sums }) };
}
