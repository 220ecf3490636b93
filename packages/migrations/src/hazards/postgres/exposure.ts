import type { TableName } from "../../diff/table-name.ts";
import { tableLabel } from "../../diff/table-name.ts";
import { blocksReads, blocksWrites, type LockMode } from "../../effects/lock-mode.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { RISK_LEVELS, type RiskLevel } from "../../report/risk-level.ts";
import type { Hazard } from "../hazard.ts";
import { factsOfTable, type PostgresContext } from "./postgres-context.ts";
import { keyOf } from "./script-state.ts";

/** How much it matters that a table is locked for as long as its rows are read. */
export interface Exposure {
  readonly size: "new" | "empty" | "small" | "medium" | "large" | "unknown";
  readonly evidence: Evidence;
}

const SMALL = { rows: 10_000, bytes: 64 * 1024 ** 2 };
const LARGE = { rows: 1_000_000, bytes: 1024 ** 3 };

/**
 * What is known of a table when a statement comes to it.
 *
 * @param context the statement
 * @param table the table
 * @returns how large it is; unknown counts as large
 */
export function exposureOf(context: PostgresContext, table: TableName): Exposure {
  const label = tableLabel(table);
  const made = context.state.tables.get(keyOf(table));
  if (made !== undefined) {
    const isOwn =
      made.isTemporary || made.rows !== "many" || (made.transaction === context.state.transaction && !made.isPublished);
    const fact = `${label} is created by this script`;
    if (isOwn) return { size: "new", evidence: { source: "statement", fact, value: true } };
    return unknown(`rows that the script has put into ${label}`);
  }
  const facts = factsOfTable(context, table);
  const rows = facts?.rows;
  if (facts === undefined || rows?.value === undefined) return unknown(`rows of ${label}`);
  if (context.state.written.has(keyOf(table)) && rows.value === 0) return unknown(`rows of ${label}`);
  const bytes = (facts.tableBytes.value ?? 0) + (facts.toastBytes.value ?? 0);
  if (rows.value === 0 && rows.isExact) return { size: "empty", evidence: rows.evidence };
  const within = (limit: typeof SMALL): boolean => (rows.value ?? 0) <= limit.rows && bytes <= limit.bytes;
  return { size: within(SMALL) ? "small" : within(LARGE) ? "medium" : "large", evidence: rows.evidence };
}

function unknown(fact: string): Exposure {
  return { size: "unknown", evidence: { source: "catalog", fact, value: "unknown", unit: "rows" } };
}

/** What a rule says of a table that is locked while its rows are read or written. */
export interface Blocking {
  readonly table: TableName;
  readonly lock: LockMode;
  readonly message: string;
  readonly fix: string;
  /** For a large table, or one that nobody knows. Default HIGH. */
  readonly level?: RiskLevel;
  readonly evidence?: readonly Evidence[];
  /** False for what harms in another way than by keeping others waiting while rows are read or written. */
  readonly isWork?: false;
}

/**
 * A hazard that grows with its table: none where it is new or empty, low where it is small.
 *
 * @param context the statement
 * @param blocking what it does to which table
 * @returns the hazard
 */
export function blockingHazard(context: PostgresContext, blocking: Blocking): Hazard {
  const { table, lock, message, fix } = blocking;
  const { size, evidence } = exposureOf(context, table);
  const most = blocking.level ?? "HIGH";
  return {
    level: atMost(most, size === "small" ? "LOW" : size === "medium" ? "MEDIUM" : most),
    message,
    fix,
    evidence: [lockEvidence(table, lock), evidence, ...(blocking.evidence ?? [])],
    ...(blocking.isWork !== false && { isWork: true }),
    ...((size === "new" || size === "empty") && { harmless: evidence }),
  };
}

/**
 * A hazard that does not depend on how large a table is, but not one for a table that nobody knows yet.
 *
 * @param context the statement
 * @param found what it does to which table
 * @returns the hazard
 */
export function ownHazard(
  context: PostgresContext,
  found: {
    readonly table: TableName;
    readonly level: RiskLevel;
    readonly message: string;
    readonly fix: string;
    readonly evidence?: readonly Evidence[];
  },
): Hazard {
  const { size, evidence } = exposureOf(context, found.table);
  return {
    level: found.level,
    message: found.message,
    fix: found.fix,
    evidence: [...(found.evidence ?? []), evidence],
    ...(size === "new" && { harmless: evidence }),
  };
}

/** That a statement takes a lock, and whom it keeps waiting. */
export function lockEvidence(table: TableName, lock: LockMode): Evidence {
  const who = blocksReads(lock)
    ? "reads and writes wait"
    : blocksWrites(lock)
      ? "writes wait"
      : "neither reads nor writes wait";
  return { source: "statement", fact: `lock on ${tableLabel(table)}: ${who}`, value: lock };
}

/** That the text says so. */
export function stated(fact: string, value: string | number | boolean = true): Evidence {
  return { source: "statement", fact, value };
}

function atMost(limit: RiskLevel, level: RiskLevel): RiskLevel {
  return RISK_LEVELS[Math.min(RISK_LEVELS.indexOf(limit), RISK_LEVELS.indexOf(level))] ?? limit;
}
