import {
  afterPosition,
  allOf,
  type Cursor,
  type CursorScope,
  type FilterNode,
  openCursor,
  reverseOrder,
  type SortNode,
  type SqlParameter,
  sealCursor,
  totalOrder,
} from "@dataflow/query";
import type { ModelBinding } from "../model/model-binding.ts";
import type { OperationResult, Row } from "../operation/operation.ts";

/** Which rows a List is about, before it is cut into pages. */
export interface ListSource {
  readonly binding: ModelBinding;
  readonly where: FilterNode;
  readonly orderBy: readonly SortNode[];
  readonly includeDeleted: boolean;
}

/** One page to be read. */
export interface ListPlace {
  /** What its cursors belong to; only asked for when one is opened or sealed. */
  readonly scope: () => CursorScope;
  /** Where to go on from; undefined at the start. */
  readonly cursor: Cursor | undefined;
  readonly where: FilterNode;
  /** The order to read in: backwards for a page before a place, so that its rows are the nearest ones. */
  readonly orderBy: readonly SortNode[];
}

/**
 * Finds the place of a page.
 *
 * @param source the list
 * @param token the cursor as it was given; undefined for the first page
 * @returns what to read
 * @throws QUERY.INVALID_CURSOR when this list did not give the cursor
 */
export function placeOf(source: ListSource, token: string | undefined): ListPlace {
  const { binding, where } = source;
  const orderBy = totalOrder(source.orderBy, binding.table.primaryKey);
  const scope = scopeOf(source, orderBy);
  if (token === undefined) return { scope, cursor: undefined, where, orderBy };
  const cursor = openCursor(token, binding.host.cursorKey, scope());
  const direction = cursor.direction === "next" ? orderBy : reverseOrder(orderBy);
  const after = afterPosition(direction, cursor.position, cursor.isInclusive);
  return { scope, cursor, where: allOf([where, after]), orderBy: direction };
}

/** A cursor of one tenant says nothing to another. Who asks is looked up now: later it may be somebody else. */
function scopeOf({ binding, where, includeDeleted }: ListSource, orderBy: readonly SortNode[]): () => CursorScope {
  const { table, host } = binding;
  const { tenantId } = host.context();
  return () => ({
    table,
    dialect: host.connection.dialect,
    where,
    orderBy,
    audience: JSON.stringify([typeof tenantId === "string" ? tenantId : null, includeDeleted]),
  });
}

/** The rows of a page in the list's order, and the cursors of its neighbours. */
export interface PageRows {
  readonly rows: readonly Row[];
  readonly nextCursor: () => string | null;
  readonly previousCursor: () => string | null;
}

const NO_CURSOR = () => null;

/**
 * Puts the rows of a page in order, and gives the cursors of the pages next to it to whoever asks: sealing one costs more
 * than reading a short page.
 *
 * @param result what was read
 * @param place where it was read
 * @param request the model, and how many rows were asked for and passed over
 * @returns the page
 */
export function pageOf(
  result: OperationResult,
  { scope, cursor }: ListPlace,
  { binding, limit, offset }: { readonly binding: ModelBinding; readonly limit: number; readonly offset: number },
): PageRows {
  const { hasMore = false, first, last } = result.page ?? {};
  const seal = (
    direction: Cursor["direction"],
    position: readonly SqlParameter[] | undefined,
    isInclusive = false,
  ): (() => string | null) =>
    position === undefined
      ? NO_CURSOR
      : once(() => sealCursor({ direction, position, isInclusive }, binding.host.cursorKey, scope()));
  // Without a key two rows may be equal, and a cursor would pass over one of them.
  if (limit === 0 || binding.table.primaryKey.length === 0)
    return { rows: result.rows, nextCursor: NO_CURSOR, previousCursor: NO_CURSOR };
  // A page without rows goes back to the place it was asked for, whose row belongs to its neighbour.
  const isEmpty = first === undefined;
  if (cursor?.direction === "previous") {
    const nextCursor = seal("next", isEmpty ? cursor.position : first, isEmpty);
    return {
      rows: result.rows.toReversed(),
      nextCursor,
      previousCursor: hasMore ? seal("previous", last) : NO_CURSOR,
    };
  }
  const isFirst = cursor === undefined && offset === 0;
  return {
    rows: result.rows,
    nextCursor: hasMore ? seal("next", last) : NO_CURSOR,
    previousCursor: isFirst ? NO_CURSOR : seal("previous", isEmpty ? cursor?.position : first, isEmpty),
  };
}

/** A cursor is another text each time it is sealed; a page has one. */
function once(seal: () => string): () => string {
  let token: string | undefined;
  return () => {
    token ??= seal();
    return token;
  };
}
