import { type FilterNode, parseFields } from "@dataflow/query";
import { invalidParameter } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { after } from "../operation/after.ts";
import type { Row, SelectOperation } from "../operation/operation.ts";
import { fieldsToRead, type Include, parseInclude } from "../relations/include.ts";
import { includeRows, onlyFields } from "../relations/include-rows.ts";
import type { ListPage } from "../types/command-types.ts";
import type { Command, CommandParameter } from "./command.ts";
import { type ListPlace, type PageRows, pageOf, placeOf } from "./list-page.ts";
import {
  cursorParameter,
  filterParameter,
  flagParameter,
  includeDeletedParameter,
  LIST_LIMITS,
  limitParameter,
  offsetParameter,
  orderByParameter,
  read,
  readOrder,
  readWhere,
} from "./shared-parameters.ts";

/** What a List gives: one page of rows. */
export type ListResult = ListPage<Row>;

const fieldsParameter: CommandParameter = {
  required: false,
  description: "the fields to give; all when absent",
  parse: (value, { table }) => parseFields(value, table),
};

const includeParameter: CommandParameter = {
  required: false,
  description: "relations whose rows to put beside each row",
  parse: (value, binding) => parseInclude(value, binding),
};

const includeTotalParameter = flagParameter("includeTotal", "whether to count all rows that match, too");

/** Gives a page of rows. */
export const listCommand: Command<ListResult> = Object.freeze({
  name: "list",
  nodeSuffix: "ListNode",
  description: "gives a page of the rows that match",
  parameters: () => ({
    filter: filterParameter,
    orderBy: orderByParameter,
    limit: limitParameter,
    offset: offsetParameter,
    cursor: cursorParameter,
    fields: fieldsParameter,
    include: includeParameter,
    includeTotal: includeTotalParameter,
    includeDeleted: includeDeletedParameter,
  }),
  results: () => ["records", "count", "limit", "offset", "nextCursor", "previousCursor", "total"],
  run(binding, input) {
    const request = readRequest(binding, input);
    return after(binding.run(selectOf(request)), (result) => {
      const page = pageOf(result, request.place, request);
      return request.include.length === 0 && !request.wantsTotal
        ? listResult(request, page, page.rows)
        : withMore(request, page);
    });
  },
} satisfies Command<ListResult>);

/** A List as it was asked for, read. */
interface ListRequest {
  readonly binding: ModelBinding;
  readonly limit: number;
  readonly offset: number;
  readonly include: readonly Include[];
  readonly fields: readonly string[] | undefined;
  readonly where: FilterNode;
  readonly includeDeleted: boolean;
  readonly wantsTotal: boolean;
  readonly place: ListPlace;
}

function readRequest(binding: ModelBinding, input: CommandInput): ListRequest {
  const limit = read(limitParameter, input.limit, binding, LIST_LIMITS.standard);
  const offset = read(offsetParameter, input.offset, binding, 0);
  const include = read<readonly Include[]>(includeParameter, input.include, binding, NO_INCLUDES);
  const fields = read<readonly string[] | undefined>(fieldsParameter, input.fields, binding, undefined);
  const includeDeleted = read(includeDeletedParameter, input.includeDeleted, binding, false);
  const wantsTotal = read(includeTotalParameter, input.includeTotal, binding, false);
  const where = readWhere(input, binding);
  const source = { binding, where, orderBy: readOrder(input, binding), includeDeleted };
  const place = placeOf(source, readCursor(input, binding));
  return { binding, limit, offset, include, fields, where, includeDeleted, wantsTotal, place };
}

const NO_INCLUDES: readonly Include[] = Object.freeze([]);

function selectOf({ place, limit, offset, include, fields, includeDeleted }: ListRequest): SelectOperation {
  const wanted = fieldsToRead(fields, include);
  return {
    kind: "select",
    name: "list",
    where: place.where,
    orderBy: place.orderBy,
    limit,
    includeDeleted,
    seeksPosition: true,
    ...(offset === 0 ? {} : { offset }),
    ...(wanted === undefined ? {} : { fields: wanted }),
  };
}

async function withMore(request: ListRequest, page: PageRows): Promise<ListResult> {
  const { binding, include, fields, where, includeDeleted, wantsTotal } = request;
  const records =
    include.length === 0
      ? page.rows
      : onlyFields(await includeRows(page.rows, include, includeDeleted), fields, include);
  const total = wantsTotal ? await countAll(binding, where, includeDeleted) : undefined;
  return listResult(request, page, records, total);
}

function listResult(
  { limit, offset }: ListRequest,
  { nextCursor, previousCursor }: PageRows,
  records: readonly Row[],
  total?: { readonly total: number },
): ListResult {
  const page = {
    records,
    count: records.length,
    limit,
    offset,
    get nextCursor() {
      return nextCursor();
    },
    get previousCursor() {
      return previousCursor();
    },
    ...total,
  };
  return Object.defineProperty(page, SHOWN_BY, SHOWN);
}

const SHOWN_BY = Symbol.for("nodejs.util.inspect.custom");

/** What `console.log` shows of a page: its cursors, and not that they are made when they are asked for. */
const SHOWN: PropertyDescriptor = Object.freeze({
  value(this: object) {
    return { ...this };
  },
});

async function countAll(
  binding: ModelBinding,
  where: FilterNode,
  includeDeleted: boolean,
): Promise<{ readonly total: number }> {
  const { rows } = await binding.run({ kind: "count", name: "list", where, includeDeleted });
  return { total: rows[0]?.count as number }; // a count gives one row with a number
}

function readCursor(input: CommandInput, binding: ModelBinding): string | undefined {
  const cursor = read<string | undefined>(cursorParameter, input.cursor, binding, undefined);
  if (cursor === undefined || input.offset === undefined) return cursor;
  throw invalidParameter(
    "offset",
    "there is a cursor beside it",
    "pass the one or the other: a cursor says where to start",
  );
}
