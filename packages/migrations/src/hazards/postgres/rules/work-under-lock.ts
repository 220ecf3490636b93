import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import { blocksReads } from "../../../effects/lock-mode.ts";
import type { RiskLevel } from "../../../report/risk-level.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard, lockEvidence } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { boundOf, rowChange } from "../rows-changed.ts";
import { pick, pickAll, tableOf } from "../tree.ts";

/** L22 */
export const workUnderLock: HazardRule<PostgresContext> = {
  id: "work-under-lock",
  title: "Rows are read or changed while the transaction keeps a table locked for everybody",
  find(context) {
    const { state, statement } = context;
    if (!state.isExplicit) return [];
    const held = [...state.locks.values()].filter(({ lock }) => blocksReads(lock));
    const work = workOf(context);
    const [locked] = held;
    if (locked === undefined || work === undefined) return [];
    const fix = safely("COMMIT", statement.text, "-- change many rows in batches, each in a transaction of its own");
    const message = `${tableLabel(locked.table)} stays locked for everybody, reads too, for as long as ${work.what} takes`;
    const hazard = { table: work.table, lock: locked.lock, isWork: false, message, fix, level: work.level } as const;
    const found = blockingHazard(context, hazard);
    // What is done to an empty table takes no time, whoever waits for another.
    return [{ ...found, evidence: [...found.evidence, lockEvidence(locked.table, locked.lock)] }];
  },
};

interface Work {
  readonly table: TableName;
  readonly what: string;
  readonly level: RiskLevel;
}

function workOf(context: PostgresContext): Work | undefined {
  const change = rowChange(context);
  if (change !== undefined) {
    if (boundOf(context, change) === "batch") return undefined;
    return { table: change.table, what: `${change.verb} of ${tableLabel(change.table)}`, level: "HIGH" };
  }
  const { tree } = context.statement;
  const insert = pick(tree, "InsertStmt");
  const source = insert === undefined ? pick(tree, "SelectStmt") : pick(insert.selectStmt, "SelectStmt");
  const [from] = pickAll(source?.fromClause, "RangeVar");
  if (from !== undefined && source?.limitCount === undefined) {
    return { table: tableOf(from), what: `reading ${tableLabel(tableOf(from))}`, level: "MEDIUM" };
  }
  const copy = pick(tree, "CopyStmt");
  if (copy?.relation === undefined) return undefined;
  return { table: tableOf(copy.relation), what: `COPY of ${tableLabel(tableOf(copy.relation))}`, level: "HIGH" };
}
