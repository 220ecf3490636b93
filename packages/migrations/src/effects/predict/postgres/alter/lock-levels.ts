import type { AlterTableCmd, AlterTableType, Node } from "@pgsql/types";
import type { LockMode } from "../../../lock-mode.ts";

/** The actions that need less than ACCESS EXCLUSIVE. */
const LEVELS: Partial<Record<AlterTableType, LockMode>> = {
  AT_SetStatistics: "SHARE UPDATE EXCLUSIVE",
  AT_SetOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ResetOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ClusterOn: "SHARE UPDATE EXCLUSIVE",
  AT_DropCluster: "SHARE UPDATE EXCLUSIVE",
  AT_ValidateConstraint: "SHARE UPDATE EXCLUSIVE",
  AT_DetachPartitionFinalize: "SHARE UPDATE EXCLUSIVE",
  AT_AttachPartition: "SHARE UPDATE EXCLUSIVE",
  AT_EnableTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableAlwaysTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableReplicaTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableTrigAll: "SHARE ROW EXCLUSIVE",
  AT_EnableTrigUser: "SHARE ROW EXCLUSIVE",
  AT_DisableTrig: "SHARE ROW EXCLUSIVE",
  AT_DisableTrigAll: "SHARE ROW EXCLUSIVE",
  AT_DisableTrigUser: "SHARE ROW EXCLUSIVE",
};

/** The storage parameters that may be changed while others write; the server knows no others. */
const GENTLE_PARAMETERS =
  /^(fillfactor|parallel_workers|deduplicate_items|toast_tuple_target|log_autovacuum_min_duration|vacuum_(index_cleanup|truncate|max_eager_freeze_failure_rate)|autovacuum_\w+|n_distinct(_inherited)?)$/;

/** The lock that an action takes on its table. */
export function actionLock({ subtype, def }: AlterTableCmd): LockMode {
  if (subtype === "AT_AddConstraint" && def !== undefined && "Constraint" in def) {
    return def.Constraint.contype === "CONSTR_FOREIGN" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE";
  }
  if (subtype === "AT_SetRelOptions" || subtype === "AT_ResetRelOptions") {
    return parameters(def).every((name) => GENTLE_PARAMETERS.test(name))
      ? "SHARE UPDATE EXCLUSIVE"
      : "ACCESS EXCLUSIVE";
  }
  if (subtype === "AT_DetachPartition" && def !== undefined && "PartitionCmd" in def && def.PartitionCmd.concurrent) {
    return "SHARE UPDATE EXCLUSIVE";
  }
  return (subtype === undefined ? undefined : LEVELS[subtype]) ?? "ACCESS EXCLUSIVE";
}

function parameters(def: Node | undefined): readonly string[] {
  if (def === undefined || !("List" in def)) return [];
  return (def.List.items ?? []).flatMap((item) => ("DefElem" in item ? [item.DefElem.defname ?? ""] : []));
}
