import type { DialectName } from "@dataflow/core";
import { batchedWrite } from "../mitigate/batched-write.ts";
import { attachedPartition } from "../mitigate/postgres/attached-partition.ts";
import { checkedNotNull } from "../mitigate/postgres/checked-not-null.ts";
import { concurrentDropIndex } from "../mitigate/postgres/concurrent-drop-index.ts";
import { concurrentIndex } from "../mitigate/postgres/concurrent-index.ts";
import { concurrentRefresh, concurrentReindex } from "../mitigate/postgres/concurrent-refresh.ts";
import { deferredValidation } from "../mitigate/postgres/deferred-validation.ts";
import { filledColumn } from "../mitigate/postgres/filled-column.ts";
import { keyUsingIndex } from "../mitigate/postgres/key-using-index.ts";
import { numberedColumn } from "../mitigate/postgres/numbered-column.ts";
import { partitionedIndex } from "../mitigate/postgres/partitioned-index.ts";
import { retypedColumn } from "../mitigate/postgres/retyped-column.ts";
import { withoutWay } from "../mitigate/postgres/without-way.ts";
import type { Transformation } from "../mitigate/transformation.ts";

const TRANSFORMATIONS: Readonly<Record<DialectName, readonly Transformation[]>> = {
  postgres: [
    concurrentIndex,
    partitionedIndex,
    concurrentDropIndex,
    deferredValidation,
    checkedNotNull,
    keyUsingIndex,
    filledColumn,
    numberedColumn,
    retypedColumn,
    attachedPartition,
    concurrentReindex,
    concurrentRefresh,
    batchedWrite("postgres"),
    withoutWay,
  ],
  // One lock for the whole file, and no way around it: what helps there is to change less at a time.
  sqlite: [batchedWrite("sqlite")],
};

/** The ways to make statements safe on a dialect, in the order in which they are tried. */
export function transformationsOf(dialect: DialectName): readonly Transformation[] {
  return TRANSFORMATIONS[dialect];
}
