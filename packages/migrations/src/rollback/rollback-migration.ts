import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import {
  type MigrationRecord,
  readRecordedCatalogs,
  readRecordedPlan,
  readRecords,
} from "../history/migration-record.ts";
import { readSnapshot } from "../history/snapshot-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { changedTables } from "../snapshot/evolution-report.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { SchemaSnapshot } from "../snapshot/schema-snapshot.ts";
import { catalogChecksums } from "../snapshot/table-checksum.ts";
import { type FinishedRollback, finishInterrupted } from "./finish-interrupted.ts";
import { columnName } from "./lacking-columns.ts";
import { prepareRollback } from "./prepare-rollback.ts";
import { type RestoredData, restoredData } from "./restored-data.ts";
import { rollbackBlocked, unknownMigration } from "./rollback-errors.ts";
import {
  type CheckedRollbackOptions,
  checkRollbackOptions,
  invalidFill,
  type RollbackOptions,
} from "./rollback-options.ts";

/** What taking back came to. */
export interface RollbackResult {
  /** Whether the schema is what it was, as a new reading of it says. */
  readonly success: boolean;
  readonly fingerprint: string;
  /** The migrations that were taken back, the newest first. */
  readonly rolledBack: readonly string[];
  readonly steps: readonly string[];
  /** What was given back, table by table. */
  readonly restored: readonly RestoredData[];
  /** Required columns that came back as optional ones, because rows have no value for them: give them one, and NOT NULL. */
  readonly pending: readonly PendingColumn[];
  /** Tables whose rows are not those of the snapshot; absent unless the snapshot has checksums. */
  readonly changedData?: readonly ObjectId[];
}

/** A column that is not required yet. */
export interface PendingColumn {
  /** As options take it: `"column orders.note"`. */
  readonly column: string;
  readonly rows: number;
}

/** The work of the exported `rollbackMigration`, which says what it promises. */
export async function rollbackMigration(
  connection: Connection,
  id: string,
  options: RollbackOptions = {},
): Promise<RollbackResult> {
  const checked = checkRollbackOptions(options);
  const finished = await finishInterrupted(connection, checked.apply);
  const records = await readRecords(connection);
  const at = records.findIndex((record) => record.id === id);
  if (finished?.undone === id) return resultOfFinished(connection, finished, records[at]?.from);
  if (at >= 0) {
    const record = records[at];
    if (record === undefined || !counts(record))
      throw unknownMigration(connection, id, "that migration changed nothing, or was taken back already");
    return takeBack(connection, records.slice(at), checked);
  }
  const snapshot = await readSnapshot(connection, id);
  if (snapshot === undefined) throw unknownMigration(connection, id, "neither a migration nor a snapshot has this id");
  return rollbackToSnapshot(connection, snapshot, options);
}

/**
 * Takes back everything since a snapshot: the migrations one by one, then what was changed without any.
 *
 * @param connection the database, outside of any transaction
 * @param snapshot the snapshot
 * @param options how
 * @returns what was done
 */
export async function rollbackToSnapshot(
  connection: Connection,
  snapshot: SchemaSnapshot,
  options: RollbackOptions = {},
): Promise<RollbackResult> {
  const checked = checkRollbackOptions(options);
  await finishInterrupted(connection, checked.apply);
  const records = await readRecords(connection);
  const last = records.findIndex((record) => record.id === snapshot.lastMigration);
  const done = await takeBack(connection, records.slice(last + 1), checked);
  const steps = await patch(connection, snapshot, checked);
  const catalog = await readCatalog(connection);
  const fingerprint = catalogFingerprint(catalog);
  const checksums = snapshot.checksums && (await catalogChecksums(connection, catalog));
  const changedData = checksums && changedTables(snapshot, { checksums });
  return freezeDeep({
    ...done,
    success: fingerprint === snapshot.fingerprint,
    fingerprint,
    steps: [...done.steps, ...steps],
    ...(changedData && { changedData }),
  });
}

/** What no migration made is taken back by a plan of its own, as far as nothing is lost that nobody has allowed. */
async function patch(
  connection: Connection,
  snapshot: SchemaSnapshot,
  checked: CheckedRollbackOptions,
): Promise<readonly string[]> {
  const plan = planMigration(await readCatalog(connection), snapshot.catalog, { allow: checked.allow });
  const reasons = plan.refused.map(({ reason, allow }) =>
    allow === undefined ? reason : `${reason} (allow: "${allow}")`,
  );
  const open = [...reasons, ...plan.questions.map(({ message }) => message)];
  if (open.length > 0) throw rollbackBlocked(connection, open);
  if (plan.segments.length === 0) return [];
  const name = `Back to the snapshot "${snapshot.description}"`;
  return (await applyMigration(connection, plan, { ...checked.apply, name })).steps;
}

async function takeBack(
  connection: Connection,
  records: readonly MigrationRecord[],
  checked: CheckedRollbackOptions,
): Promise<RollbackResult> {
  const { apply } = checked;
  const pending: PendingColumn[] = [];
  const steps: string[] = [];
  const rolledBack: string[] = [];
  const restored: RestoredData[] = [];
  const counting = await thoseThatCount(connection, records);
  await checkFill(connection, counting, checked.fill);
  for (const record of counting) {
    const prepared = await prepareRollback(connection, record, checked);
    const options: ApplyMigrationOptions = { ...apply, name: `Take back: ${record.name}` };
    steps.push(...(await applyMigration(connection, prepared.plan, options)).steps);
    rolledBack.push(record.id);
    pending.push(...prepared.pending.map(({ name, rows }) => ({ column: name, rows })));
    restored.push(...(await restoredData(connection, prepared)));
  }
  const fingerprint = catalogFingerprint(await readCatalog(connection));
  const first = records.find(({ id }) => id === rolledBack.at(-1));
  const success = first === undefined || fingerprint === first.from;
  return freezeDeep({ success, fingerprint, rolledBack, steps, restored, pending });
}

/** A value for a column that nothing gives back would be ignored. @throws MIGRATION.INVALID_OPTION */
async function checkFill(
  connection: Connection,
  records: readonly MigrationRecord[],
  fill: CheckedRollbackOptions["fill"],
): Promise<void> {
  const names = Object.keys(fill);
  if (names.length === 0) return;
  const known = new Set<string>();
  for (const { id } of records) {
    const { before } = await readRecordedCatalogs(connection, id);
    for (const object of before?.objects ?? [])
      if (object.kind === "column") known.add(object.id).add(columnName(object));
  }
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined) throw invalidFill(strange, [...known]);
}

/** What was asked for had been begun by somebody who could not end it. */
async function resultOfFinished(
  connection: Connection,
  { undone, steps, restored }: FinishedRollback,
  from: string | undefined,
): Promise<RollbackResult> {
  const fingerprint = catalogFingerprint(await readCatalog(connection));
  return freezeDeep({ success: fingerprint === from, fingerprint, rolledBack: [undone], steps, restored, pending: [] });
}

function counts({ state, from, at }: MigrationRecord): boolean {
  return state !== "rolledBack" && from !== at;
}

/** The newest first, without those that cancel each other out: a migration, and the one that took it back. */
async function thoseThatCount(
  connection: Connection,
  records: readonly MigrationRecord[],
): Promise<readonly MigrationRecord[]> {
  const found: MigrationRecord[] = [];
  const here = new Set(records.map(({ id }) => id));
  for (const record of records.toReversed()) {
    if (!counts(record)) continue;
    const { undoes } = await readRecordedPlan(connection, record.id);
    if (undoes !== undefined && here.has(undoes) && record.id !== records[0]?.id) continue;
    found.push(record);
  }
  return found;
}
