import type { AlterTableCmd, AlterTableStmt, AlterTableType } from "@pgsql/types";
import { LOCK_MODES, type LockMode, strongerLock } from "../../../lock-mode.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import { nameOfRange } from "../tree.ts";
import type { ActionRule, Alteration } from "./alteration.ts";
import { alterColumnType } from "./column-type.ts";
import { addColumn, dropColumn, dropNotNull, familyOnly, partitionsToo, setNotNull, tableOnly } from "./columns.ts";
import { addTableConstraint, dropConstraint, validateConstraint } from "./constraints.ts";
import { actionLock } from "./lock-levels.ts";
import { attachPartition, detachPartition } from "./partitions.ts";
import {
  addInherit,
  addOf,
  changeOwner,
  clusterOn,
  dropIdentity,
  dropInherit,
  replicaIdentity,
  setAccessMethod,
  setExpression,
  setIdentity,
  setPersistence,
  setTablespace,
} from "./table-properties.ts";
import { finishWork } from "./table-work.ts";

const RULES: Partial<Record<AlterTableType, ActionRule>> = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_ColumnDefault: familyOnly,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_AlterColumnType: alterColumnType,
  AT_SetStatistics: familyOnly,
  AT_SetStorage: familyOnly,
  AT_SetCompression: familyOnly,
  AT_SetOptions: tableOnly,
  AT_ResetOptions: tableOnly,
  AT_AddIdentity: tableOnly,
  AT_SetIdentity: setIdentity,
  AT_DropIdentity: dropIdentity,
  AT_DropExpression: familyOnly,
  AT_SetExpression: setExpression,
  AT_AddConstraint: addTableConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_AlterConstraint: partitionsToo,
  AT_DropConstraint: dropConstraint,
  AT_ChangeOwner: changeOwner,
  AT_ClusterOn: clusterOn,
  AT_DropCluster: tableOnly,
  AT_SetLogged: setPersistence,
  AT_SetUnLogged: setPersistence,
  AT_SetAccessMethod: setAccessMethod,
  AT_SetTableSpace: setTablespace,
  AT_SetRelOptions: tableOnly,
  AT_ResetRelOptions: tableOnly,
  AT_ReplaceRelOptions: tableOnly,
  AT_EnableTrig: partitionsToo,
  AT_EnableAlwaysTrig: partitionsToo,
  AT_EnableReplicaTrig: partitionsToo,
  AT_EnableTrigAll: partitionsToo,
  AT_EnableTrigUser: partitionsToo,
  AT_DisableTrig: partitionsToo,
  AT_DisableTrigAll: partitionsToo,
  AT_DisableTrigUser: partitionsToo,
  AT_EnableRule: tableOnly,
  AT_EnableAlwaysRule: tableOnly,
  AT_EnableReplicaRule: tableOnly,
  AT_DisableRule: tableOnly,
  AT_ReplicaIdentity: replicaIdentity,
  AT_EnableRowSecurity: tableOnly,
  AT_DisableRowSecurity: tableOnly,
  AT_ForceRowSecurity: tableOnly,
  AT_NoForceRowSecurity: tableOnly,
  AT_AddInherit: addInherit,
  AT_DropInherit: dropInherit,
  AT_AddOf: addOf,
  AT_DropOf: tableOnly,
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_DetachPartitionFinalize: detachPartition,
};

/** ALTER TABLE, and the same of indexes, views and sequences: the strongest lock of all actions, taken at once. */
export function alterTable(statement: AlterTableStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const table = model.relation(nameOfRange(statement.relation));
  if (table === undefined) {
    if (statement.missing_ok !== true) draft.unknown("a relation that is not there is changed");
    return;
  }
  const actions = (statement.cmds ?? []).flatMap((node) => ("AlterTableCmd" in node ? [node.AlterTableCmd] : []));
  const mode = actions
    .map(actionLock)
    .reduce<LockMode>((left, right) => strongerLock(left, right) ?? left, LOCK_MODES[0]);
  draft.lock(table.oid, mode);
  const recurses = statement.relation?.inh === true;
  const alteration: Alteration = { draft, model, table, mode, recurses, works: new Map() };
  // The server drops first, whatever the order of the text.
  for (const action of actions.toSorted((left, right) => order(left) - order(right))) {
    const rule = action.subtype === undefined ? undefined : RULES[action.subtype];
    if (rule === undefined) draft.unknown(`what ${action.subtype ?? "an action"} does to a table`);
    else rule(action, { ...alteration, table: model.relations.get(table.oid) ?? table });
  }
  finishWork(alteration);
}

function order({ subtype }: AlterTableCmd): number {
  return subtype === "AT_DropColumn" || subtype === "AT_DropConstraint" ? 0 : 1;
}
