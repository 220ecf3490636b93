import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { endRecord, noteFingerprint } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { unexpectedResult } from "./apply-errors.ts";
import type { MigrationRun } from "./migration-run.ts";

/**
 * Ends a segment, inside the transaction that notes its last step: the catalog is read once more. After the last segment
 * it has to be the planned one; where the segment is a transaction, it is undone otherwise.
 *
 * @param run the migration
 * @param isLast whether it is the last segment
 * @throws MIGRATION.UNEXPECTED_RESULT
 */
export async function endSegment(run: MigrationRun, isLast: boolean): Promise<void> {
  const { connection, plan, record } = run;
  const after = await readCatalog(connection);
  const fingerprint = catalogFingerprint(after);
  if (isLast && catalogFingerprint(after, plan.unspelled) !== plan.to)
    throw unexpectedResult(connection, plan, fingerprint);
  await noteFingerprint(connection, record.id, fingerprint);
  if (isLast) await endRecord(connection, record.id, { state: "applied", after });
}
