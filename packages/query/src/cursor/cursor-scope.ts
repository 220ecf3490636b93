import type { DialectName } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import type { QueryTable } from "../table/query-table.ts";

/** What a list must have in common with the one that gave a cursor. */
export interface CursorScope {
  readonly table: QueryTable;
  readonly dialect: DialectName;
  readonly where: FilterNode;
  /** The whole order, the primary key included. */
  readonly orderBy: readonly SortNode[];
  /** Whatever else decides which rows are seen: the tenant, whether deleted rows are shown. */
  readonly audience?: string;
}

/**
 * A digest of all that a cursor is bound to.
 *
 * @param scope the list
 * @returns 32 bytes that are the same for the same list
 */
export function scopeDigest(scope: CursorScope): Uint8Array {
  let digest = DIGESTS.get(scope);
  if (digest === undefined) {
    digest = computeDigest(scope);
    DIGESTS.set(scope, digest);
  }
  return digest;
}

/** A page opens one cursor and seals two over the same list, whose filter may be long. */
const DIGESTS = new WeakMap<CursorScope, Uint8Array>();

function computeDigest({ table, dialect, where, orderBy, audience }: CursorScope): Uint8Array {
  const order = orderBy.map(({ field, direction, nulls }) => [field, table.fields.get(field)?.type, direction, nulls]);
  const place = [table.label, table.schema ?? null, table.name, dialect, audience ?? null];
  return process
    .getBuiltinModule("node:crypto")
    .createHash("sha256")
    .update(JSON.stringify([place, order, where], plainValue))
    .digest();
}

/** JSON text for values that have none of their own, or a misleading one. */
function plainValue(key: string, value: unknown): unknown {
  // A relation leads to tables that lead back; within a table its name says which one it is.
  if (key === "relation" && isNamed(value)) return value.name;
  if (typeof value === "bigint") return `bigint ${value}`;
  if (typeof value === "number" && !Number.isFinite(value)) return `number ${value}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("base64")}`;
  return value;
}

function isNamed(value: unknown): value is { readonly name: unknown } {
  return typeof value === "object" && value !== null && "name" in value;
}
