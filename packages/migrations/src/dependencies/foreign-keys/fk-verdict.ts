import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName } from "../../catalog/object-id.ts";
import type { RiskLevel } from "../../report/risk-level.ts";
import type { CascadeOperation, FkImpact } from "./fk-impact.ts";

/** What the verdict is made of. */
type Found = Pick<
  FkImpact,
  "request" | "affectedConstraints" | "cascadeOperations" | "deletedRows" | "requestedRows" | "unknown"
>;

const CHANGES: ReadonlySet<CascadeOperation["action"]> = new Set(["set null", "set default"]);
const PROTECTS: ReadonlySet<CascadeOperation["action"]> = new Set(["restrict", "no action"]);

/**
 * How much a change does to what refers.
 *
 * @param found what was found
 * @returns the level; what is unknown is never low
 */
export function impactLevel(found: Found): RiskLevel {
  const effects = new Set(found.affectedConstraints.map(({ effect }) => effect));
  if (effects.has("blocks")) return "CRITICAL";
  if (lostElsewhere(found) !== 0) return "CRITICAL";
  if (changes(found, CHANGES) !== 0 || changes(found, PROTECTS) !== 0 || found.unknown.length > 0) return "HIGH";
  if (effects.has("mustAgree")) return "HIGH";
  return effects.has("goes") || effects.has("follows") ? "MEDIUM" : "LOW";
}

/**
 * Why a change should not be made as it is.
 *
 * @param found what was found
 * @param table the table that was asked about
 * @returns sentences; none when nothing is against it
 */
export function reasonsAgainst(found: Found, table: CatalogObject<"table">): readonly string[] {
  const blocking = found.affectedConstraints.filter(({ effect }) => effect === "blocks");
  const reasons = blocking.map(({ constraint }) => `The database refuses it while ${constraint} is there.`);
  if (found.request.operation !== "DELETE_ROWS") return reasons;
  const lost = lostElsewhere(found);
  if (lost !== 0) reasons.push(`${rowsOf(lost)} beyond those asked for are deleted along.`);
  const changed = changes(found, CHANGES);
  if (changed !== 0)
    reasons.push(`${rowsOf(changed)} that refer to deleted ones of ${displayName(table.path)} are changed.`);
  for (const { constraint, rows, action } of found.cascadeOperations)
    if (PROTECTS.has(action) && rows !== 0) reasons.push(`${constraint} protects what ${rowsOf(rows)} refer to.`);
  return reasons;
}

function rowsOf(count: number | "unknown"): string {
  return count === "unknown" ? "An unknown number of rows" : count === 1 ? "1 row" : `${count} rows`;
}

/** Rows that are deleted only because a key leads to them. */
function lostElsewhere({ deletedRows, requestedRows, request }: Found): number | "unknown" {
  if (request.operation !== "DELETE_ROWS") return 0;
  const all = total(deletedRows);
  return all === "unknown" || requestedRows === "unknown" ? "unknown" : all - requestedRows;
}

function changes({ cascadeOperations, request }: Found, actions: typeof CHANGES): number | "unknown" {
  if (request.operation !== "DELETE_ROWS") return 0;
  return total(cascadeOperations.filter(({ action }) => actions.has(action)));
}

function total(counts: readonly { readonly rows: number | "unknown" }[]): number | "unknown" {
  let sum = 0;
  for (const { rows } of counts) {
    if (rows === "unknown") return rows;
    sum += rows;
  }
  return sum;
}
