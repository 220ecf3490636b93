import { alterTable } from "../alter/alter-table.ts";
import type { EffectsDraft } from "../effects-draft.ts";
import { nameOfRange } from "../tree.ts";
import { comment, createStatistics, createTrigger, grant, lockNamed, publish } from "./attachments.ts";
import { createFunction, createRule } from "./bodies.ts";
import { createTable } from "./create-table.ts";
import { drop } from "./drop.ts";
import { createIndex, reindex } from "./indexes.ts";
import { cluster, lockTables, refresh, truncate, vacuum } from "./maintenance.ts";
import { changeOwner, rename, setSchema, typedTables } from "./names.ts";
import { copy, deleteRows, insert, merge, select, update } from "./rows.ts";
import type { StatementRules } from "./rule.ts";
import { alterSequence, createSequence } from "./sequences.ts";
import { setVariable } from "./settings.ts";
import { alterDomain, createDomain, createEnum } from "./types.ts";
import { createFromQuery, createView } from "./views.ts";

/** A statement that touches no relation. */
const nothing = () => {};

/** A statement that the server refuses in a transaction, and that touches no relation of this database. */
const alone = (_statement: unknown, draft: EffectsDraft) => draft.nonTransactional();

const hidden = (what: string) => (_statement: unknown, draft: EffectsDraft) => draft.unknown(what);

/** What each kind of statement does. A kind that is not here is unknown. */
export const statementRules: StatementRules = {
  AlterTableStmt: (statement, draft) => {
    alterTable(statement, draft);
    const type =
      statement.objtype === "OBJECT_TYPE" ? draft.model.relation(nameOfRange(statement.relation)) : undefined;
    if (type === undefined) return;
    for (const table of typedTables(type, draft)) draft.lock(table.oid, "ACCESS EXCLUSIVE");
  },
  CreateStmt: createTable,
  DropStmt: drop,
  IndexStmt: createIndex,
  ReindexStmt: reindex,
  TruncateStmt: truncate,
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  RefreshMatViewStmt: refresh,
  LockStmt: lockTables,
  SelectStmt: select,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: deleteRows,
  MergeStmt: merge,
  ViewStmt: createView,
  CreateTableAsStmt: createFromQuery,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: changeOwner,
  AlterDomainStmt: alterDomain,
  CreateDomainStmt: createDomain,
  CreateEnumStmt: createEnum,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateTrigStmt: createTrigger,
  CreateStatsStmt: createStatistics,
  AlterStatsStmt: nothing,
  CommentStmt: comment,
  GrantStmt: grant,
  CreatePublicationStmt: publish,
  AlterPublicationStmt: publish,
  CreatePolicyStmt: ({ table }, draft) => void lockNamed(table, "ACCESS EXCLUSIVE", draft),
  AlterPolicyStmt: ({ table }, draft) => void lockNamed(table, "ACCESS EXCLUSIVE", draft),
  RuleStmt: createRule,
  CreateSchemaStmt: ({ schemaElts = [] }, draft) => {
    if (schemaElts.length > 0) draft.unknown("what a schema is created with");
  },
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: nothing,
  CompositeTypeStmt: nothing,
  CreateRangeStmt: nothing,
  AlterEnumStmt: nothing,
  DefineStmt: nothing,
  CreateCastStmt: nothing,
  CreateEventTrigStmt: nothing,
  AlterEventTrigStmt: nothing,
  CreateRoleStmt: nothing,
  AlterRoleStmt: nothing,
  GrantRoleStmt: nothing,
  AlterDefaultPrivilegesStmt: nothing,
  VariableSetStmt: setVariable,
  CopyStmt: copy,
  VariableShowStmt: nothing,
  TransactionStmt: nothing,
  ConstraintsSetStmt: nothing,
  NotifyStmt: nothing,
  CheckPointStmt: nothing,
  CreatedbStmt: alone,
  DropdbStmt: alone,
  AlterSystemStmt: alone,
  CreateTableSpaceStmt: alone,
  DropTableSpaceStmt: alone,
  CreateExtensionStmt: ({ extname, if_not_exists }, draft) => {
    const isThere = draft.model.facts.objects.some(
      ({ catalog, name }) => catalog === "pg_extension" && name === extname,
    );
    if (!isThere || if_not_exists !== true) draft.unknown("what the script of an extension does");
  },
  AlterExtensionStmt: hidden("what the script of an extension does"),
  DoStmt: hidden("the body of a DO block"),
  CallStmt: hidden("the body of a procedure"),
  ExecuteStmt: hidden("a statement that was prepared elsewhere"),
};
