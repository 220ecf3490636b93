import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { asKnown, changedAmong } from "../drift/overlooked.ts";
import { endRecord, noteFingerprint } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { driftTouched, unexpectedResult } from "./apply-errors.ts";
import type { MigrationRun } from "./migration-run.ts";
import { runFenced } from "./run-transaction.ts";

/** In the place of a fingerprint, while a brief segment is committed and nobody has looked at the catalog. */
export const UNREAD = "";

/**
 * Ends a segment, inside the transaction that notes its last step: the catalog is read once more. After the last segment
 * it has to be the planned one; where the segment is a transaction, it is undone otherwise.
 *
 * @param run the migration
 * @param isLast whether it is the last segment
 * @throws MIGRATION.UNEXPECTED_RESULT
 */
export async function endSegment(run: MigrationRun, isLast: boolean): Promise<void> {
  const { connection, plan, record, overlooked } = run;
  const after = await readCatalog(connection);
  const fingerprint = catalogFingerprint(after);
  const touched = changedAmong(overlooked, after);
  if (touched.length > 0) throw driftTouched(connection, touched);
  if (isLast && catalogFingerprint(asKnown(after, overlooked), plan.unspelled) !== plan.to)
    throw unexpectedResult(connection, plan, fingerprint);
  await noteFingerprint(connection, record.id, fingerprint);
  if (isLast) await endRecord(connection, record.id, { state: "applied", after });
}

/** Notes, in the transaction of a brief segment, that the catalog is another one and nobody has looked at it yet. */
export async function noteUnread({ connection, record }: MigrationRun): Promise<void> {
  await noteFingerprint(connection, record.id, UNREAD);
}

/**
 * Ends a brief segment, after its transaction: nobody waits for its locks while the catalog is read.
 *
 * @param run the migration
 * @param isLast whether it is the last segment
 * @throws MIGRATION.UNEXPECTED_RESULT
 */
export async function lookBack(run: MigrationRun, isLast: boolean): Promise<void> {
  const { connection, plan, record } = run;
  const after = await readCatalog(connection);
  const fingerprint = catalogFingerprint(after);
  await runFenced(run, "the look at the catalog", () => noteFingerprint(connection, record.id, fingerprint));
  if (!isLast) return;
  if (catalogFingerprint(after, plan.unspelled) !== plan.to) throw unexpectedResult(connection, plan, fingerprint);
  await runFenced(run, "the end of the plan", () => endRecord(connection, record.id, { state: "applied", after }));
}
