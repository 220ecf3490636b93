import type { HazardRule } from "../hazard.ts";
import type { PostgresContext } from "./postgres-context.ts";
import { advisoryLockDeadlock } from "./rules/advisory-lock-deadlock.ts";
import { attachPartitionScan } from "./rules/attach-partition-scan.ts";
import { autovacuumOff } from "./rules/autovacuum-off.ts";
import { cascade } from "./rules/cascade.ts";
import { cascadingDelete } from "./rules/cascading-delete.ts";
import { changedDefault } from "./rules/changed-default.ts";
import { changingCheck } from "./rules/changing-check.ts";
import { checkScan } from "./rules/check-scan.ts";
import { columnWithReference } from "./rules/column-with-reference.ts";
import { concatenatedIdentifier } from "./rules/concatenated-identifier.ts";
import { constrainedDomainColumn } from "./rules/constrained-domain-column.ts";
import { corruptingVersion } from "./rules/corrupting-version.ts";
import { dataDropped } from "./rules/data-dropped.ts";
import { definerSearchPath } from "./rules/definer-search-path.ts";
import { dependentsInTheWay } from "./rules/dependents-in-the-way.ts";
import { detachPartition } from "./rules/detach-partition.ts";
import { domainConstraint } from "./rules/domain-constraint.ts";
import { dropAndAdd } from "./rules/drop-and-add.ts";
import { dropIndexBlocks } from "./rules/drop-index-blocks.ts";
import { dropLocksReferenced } from "./rules/drop-locks-referenced.ts";
import { duplicatesPresent } from "./rules/duplicates-present.ts";
import { enumOrder } from "./rules/enum-order.ts";
import { enumValueTooEarly } from "./rules/enum-value-too-early.ts";
import { everyRow } from "./rules/every-row.ts";
import { exclusionConstraint } from "./rules/exclusion-constraint.ts";
import { explicitLock } from "./rules/explicit-lock.ts";
import { extensionUpgrade } from "./rules/extension-upgrade.ts";
import { foreignKeyScan } from "./rules/foreign-key-scan.ts";
import { indexBlocksWrites } from "./rules/index-blocks-writes.ts";
import { indexKind } from "./rules/index-kind.ts";
import { interruptedDetach } from "./rules/interrupted-detach.ts";
import { invalidIndexKept } from "./rules/invalid-index-kept.ts";
import { longName } from "./rules/long-name.ts";
import { loosenedIntegrity } from "./rules/loosened-integrity.ts";
import { lossyType } from "./rules/lossy-type.ts";
import { noLockTimeout } from "./rules/no-lock-timeout.ts";
import { notInTransaction } from "./rules/not-in-transaction.ts";
import { notNullScan } from "./rules/not-null-scan.ts";
import { notRerunnable } from "./rules/not-rerunnable.ts";
import { nullsPresent } from "./rules/nulls-present.ts";
import { numberedColumn } from "./rules/numbered-column.ts";
import { opaqueCode } from "./rules/opaque-code.ts";
import { partitionOf } from "./rules/partition-of.ts";
import { partitionedParent } from "./rules/partitioned-parent.ts";
import { primaryKeyBuildsIndex } from "./rules/primary-key-builds-index.ts";
import { questionableType } from "./rules/questionable-type.ts";
import { redundantIndex } from "./rules/redundant-index.ts";
import { referenceTypeMismatch } from "./rules/reference-type-mismatch.ts";
import { refreshBlocksReads } from "./rules/refresh-blocks-reads.ts";
import { reindexBlocks } from "./rules/reindex-blocks.ts";
import { removedColumn } from "./rules/removed-column.ts";
import { rename } from "./rules/rename.ts";
import { repeatedAlter } from "./rules/repeated-alter.ts";
import { replicaIdentityLost } from "./rules/replica-identity-lost.ts";
import { requiredColumn } from "./rules/required-column.ts";
import { rowSecurity } from "./rules/row-security.ts";
import { serverSetting } from "./rules/server-setting.ts";
import { smallKey } from "./rules/small-key.ts";
import { storageRewrite } from "./rules/storage-rewrite.ts";
import { storedGeneratedColumn } from "./rules/stored-generated-column.ts";
import { tableWithoutKey } from "./rules/table-without-key.ts";
import { timestampZone } from "./rules/timestamp-zone.ts";
import { transactionControl } from "./rules/transaction-control.ts";
import { triggerLock } from "./rules/trigger-lock.ts";
import { truncate } from "./rules/truncate.ts";
import { typeRevalidation } from "./rules/type-revalidation.ts";
import { typeRewrite } from "./rules/type-rewrite.ts";
import { unbatchedChange } from "./rules/unbatched-change.ts";
import { unindexedReference } from "./rules/unindexed-reference.ts";
import { uniqueBuildsIndex } from "./rules/unique-builds-index.ts";
import { unloggedTable } from "./rules/unlogged-table.ts";
import { validatedTooEarly } from "./rules/validated-too-early.ts";
import { violatingRows } from "./rules/violating-rows.ts";
import { volatileDefault } from "./rules/volatile-default.ts";
import { wholeTableRewrite } from "./rules/whole-table-rewrite.ts";
import { wideLockWindow } from "./rules/wide-lock-window.ts";
import { widenedPrivileges } from "./rules/widened-privileges.ts";
import { workUnderLock } from "./rules/work-under-lock.ts";
import { unforeseenWork } from "./unforeseen-work.ts";

/** All rules: what locks and rewrites, what fails or is left half done, what loses data or breaks code. */
export const postgresRules: readonly HazardRule<PostgresContext>[] = Object.freeze([
  indexBlocksWrites,
  dropIndexBlocks,
  reindexBlocks,
  notInTransaction,
  foreignKeyScan,
  columnWithReference,
  checkScan,
  validatedTooEarly,
  notNullScan,
  volatileDefault,
  numberedColumn,
  storedGeneratedColumn,
  constrainedDomainColumn,
  typeRewrite,
  typeRevalidation,
  timestampZone,
  uniqueBuildsIndex,
  primaryKeyBuildsIndex,
  exclusionConstraint,
  dropLocksReferenced,
  wideLockWindow,
  workUnderLock,
  repeatedAlter,
  noLockTimeout,
  wholeTableRewrite,
  storageRewrite,
  triggerLock,
  attachPartitionScan,
  partitionOf,
  detachPartition,
  partitionedParent,
  domainConstraint,
  refreshBlocksReads,
  truncate,
  explicitLock,
  unbatchedChange,
  replicaIdentityLost,
  invalidIndexKept,
  advisoryLockDeadlock,
  corruptingVersion,
  enumValueTooEarly,
  enumOrder,
  notRerunnable,
  transactionControl,
  longName,
  interruptedDetach,
  cascade,
  opaqueCode,
  dependentsInTheWay,
  unindexedReference,
  referenceTypeMismatch,
  smallKey,
  redundantIndex,
  indexKind,
  rowSecurity,
  definerSearchPath,
  extensionUpgrade,
  concatenatedIdentifier,
  autovacuumOff,
  changingCheck,
  widenedPrivileges,
  serverSetting,
  tableWithoutKey,
  dataDropped,
  lossyType,
  dropAndAdd,
  rename,
  requiredColumn,
  nullsPresent,
  duplicatesPresent,
  violatingRows,
  changedDefault,
  loosenedIntegrity,
  unloggedTable,
  cascadingDelete,
  questionableType,
  everyRow,
  removedColumn,
  unforeseenWork,
]);
