import type { AlterTableCmd, AlterTableType } from "@pgsql/types";
import type { TableName } from "../../diff/table-name.ts";
import { LOCK_MODES, type LockMode } from "../../effects/lock-mode.ts";
import type { ParsedStatement } from "../../sql/parse-sql.ts";
import type { ScriptState } from "./script-state.ts";
import { columnConstraints, namesOf, pick, pickAll, tableOf, tableOfNames } from "./tree.ts";

/** A lock that a statement takes, as far as its own text tells. */
export interface StatementLock {
  readonly table: TableName;
  readonly lock: LockMode;
}

/** Actions of ALTER TABLE that take less than ACCESS EXCLUSIVE. */
const WEAKER: ReadonlyMap<AlterTableType, LockMode> = new Map([
  ["AT_ValidateConstraint", "SHARE UPDATE EXCLUSIVE"],
  ["AT_SetStatistics", "SHARE UPDATE EXCLUSIVE"],
  ["AT_SetOptions", "SHARE UPDATE EXCLUSIVE"],
  ["AT_ResetOptions", "SHARE UPDATE EXCLUSIVE"],
  ["AT_SetRelOptions", "SHARE UPDATE EXCLUSIVE"],
  ["AT_ResetRelOptions", "SHARE UPDATE EXCLUSIVE"],
  ["AT_ClusterOn", "SHARE UPDATE EXCLUSIVE"],
  ["AT_DropCluster", "SHARE UPDATE EXCLUSIVE"],
  ["AT_AttachPartition", "SHARE UPDATE EXCLUSIVE"],
  ["AT_DetachPartitionFinalize", "SHARE UPDATE EXCLUSIVE"],
  ["AT_EnableTrig", "SHARE ROW EXCLUSIVE"],
  ["AT_EnableAlwaysTrig", "SHARE ROW EXCLUSIVE"],
  ["AT_EnableReplicaTrig", "SHARE ROW EXCLUSIVE"],
  ["AT_DisableTrig", "SHARE ROW EXCLUSIVE"],
  ["AT_EnableTrigAll", "SHARE ROW EXCLUSIVE"],
  ["AT_DisableTrigAll", "SHARE ROW EXCLUSIVE"],
  ["AT_EnableTrigUser", "SHARE ROW EXCLUSIVE"],
  ["AT_DisableTrigUser", "SHARE ROW EXCLUSIVE"],
] as const);

/**
 * The locks that a statement takes on tables, as far as its text tells: what it does to tables that depend on them is
 * not in it.
 *
 * @param statement the statement
 * @param state what came before it: an index is known by its table
 * @returns the locks
 */
export function statementLocks({ tree }: ParsedStatement, state: ScriptState): readonly StatementLock[] {
  const alter = pick(tree, "AlterTableStmt");
  if (alter?.objtype === "OBJECT_TABLE") {
    const table = tableOf(alter.relation);
    return pickAll(alter.cmds, "AlterTableCmd").flatMap((command) => actionLocks(table, command));
  }
  const index = pick(tree, "IndexStmt");
  if (index !== undefined) {
    return [{ table: tableOf(index.relation), lock: index.concurrent === true ? "SHARE UPDATE EXCLUSIVE" : "SHARE" }];
  }
  const drop = pick(tree, "DropStmt");
  if (drop !== undefined) return dropLocks(drop, state);
  return otherLocks(tree);
}

function actionLocks(table: TableName, { subtype, def }: AlterTableCmd): readonly StatementLock[] {
  const constraint = pick(def, "Constraint");
  if (constraint?.contype === "CONSTR_FOREIGN") {
    return [table, tableOf(constraint.pktable)].map((one) => ({ table: one, lock: "SHARE ROW EXCLUSIVE" }));
  }
  const partition = pick(def, "PartitionCmd");
  if (subtype === "AT_DetachPartition") {
    return [{ table, lock: partition?.concurrent === true ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE" }];
  }
  const column = pick(def, "ColumnDef");
  const references =
    column === undefined ? [] : columnConstraints(column).filter(({ contype }) => contype === "CONSTR_FOREIGN");
  const lock = (subtype === undefined ? undefined : WEAKER.get(subtype)) ?? "ACCESS EXCLUSIVE";
  return [
    { table, lock },
    ...references.map(({ pktable }) => ({ table: tableOf(pktable), lock: "SHARE ROW EXCLUSIVE" as const })),
    ...(subtype === "AT_AttachPartition"
      ? [{ table: tableOf(partition?.name), lock: "ACCESS EXCLUSIVE" as const }]
      : []),
  ];
}

type Drop = NonNullable<ReturnType<typeof pick<"DropStmt">>>;

function dropLocks(drop: Drop, state: ScriptState): readonly StatementLock[] {
  const lock = drop.concurrent === true ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
  const names = pickAll(drop.objects, "List").map(({ items }) => namesOf(items));
  switch (drop.removeType) {
    case "OBJECT_TABLE":
      return names.map((name) => ({ table: tableOfNames(name), lock }));
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE":
      return names.map((name) => ({ table: tableOfNames(name.slice(0, -1)), lock }));
    case "OBJECT_INDEX":
      return names.flatMap((name) => {
        const found = state.indexes.get(name.at(-1) ?? "");
        return found === undefined ? [] : [{ table: found.table, lock }];
      });
    default:
      return [];
  }
}

type Tree = ParsedStatement["tree"];

function otherLocks(tree: Tree): readonly StatementLock[] {
  const rename = pick(tree, "RenameStmt");
  if (rename?.relation !== undefined && TABLE_RENAMES.has(rename.renameType ?? "")) {
    return [{ table: tableOf(rename.relation), lock: "ACCESS EXCLUSIVE" }];
  }
  const moved = pick(tree, "AlterObjectSchemaStmt");
  if (moved?.objectType === "OBJECT_TABLE") return [{ table: tableOf(moved.relation), lock: "ACCESS EXCLUSIVE" }];
  const trigger = pick(tree, "CreateTrigStmt");
  if (trigger !== undefined) return [{ table: tableOf(trigger.relation), lock: "SHARE ROW EXCLUSIVE" }];
  const policy =
    pick(tree, "CreatePolicyStmt")?.table ?? pick(tree, "AlterPolicyStmt")?.table ?? pick(tree, "RuleStmt")?.relation;
  if (policy !== undefined) return [{ table: tableOf(policy), lock: "ACCESS EXCLUSIVE" }];
  const truncated = pickAll(pick(tree, "TruncateStmt")?.relations, "RangeVar");
  if (truncated.length > 0) return truncated.map((range) => ({ table: tableOf(range), lock: "ACCESS EXCLUSIVE" }));
  const lock = pick(tree, "LockStmt");
  if (lock !== undefined) {
    // The tree counts modes from 1.
    const mode = LOCK_MODES[(lock.mode ?? 8) - 1] ?? "ACCESS EXCLUSIVE";
    return pickAll(lock.relations, "RangeVar").map((range) => ({ table: tableOf(range), lock: mode }));
  }
  return creationLocks(tree);
}

const TABLE_RENAMES: ReadonlySet<string> = new Set(["OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_TABCONSTRAINT"]);

function creationLocks(tree: Tree): readonly StatementLock[] {
  const create = pick(tree, "CreateStmt");
  if (create !== undefined) {
    const columns = pickAll(create.tableElts, "ColumnDef").flatMap(columnConstraints);
    const references = [...columns, ...pickAll(create.tableElts, "Constraint")].filter(
      ({ contype }) => contype === "CONSTR_FOREIGN",
    );
    const parent = create.partbound === undefined ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
    return [
      ...references.map(({ pktable }) => ({ table: tableOf(pktable), lock: "SHARE ROW EXCLUSIVE" as const })),
      ...pickAll(create.inhRelations, "RangeVar").map((range) => ({ table: tableOf(range), lock: parent }) as const),
    ];
  }
  const written =
    pick(tree, "UpdateStmt")?.relation ?? pick(tree, "DeleteStmt")?.relation ?? pick(tree, "InsertStmt")?.relation;
  return written === undefined ? [] : [{ table: tableOf(written), lock: "ROW EXCLUSIVE" }];
}
