import { suggestion } from "@dataflow/core";
import type { MatchPosition } from "../ast/document-change.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import type { QueryTable } from "../table/query-table.ts";
import { shown } from "./filter-error.ts";
import { parseArrayFilters } from "./parse-array-filters.ts";
import type { UpdateEntry } from "./parse-document-change.ts";
import { parseMatchPosition } from "./parse-match-position.ts";
import { filterName } from "./parse-update-path.ts";

/** What goes with an update. */
export interface UpdateOptions {
  /** What `$[name]` in paths into JSON fields stands for: one filter for each name, `[{ "item.price": { $gt: 5 } }]`. */
  readonly arrayFilters?: readonly unknown[];
  /** The filter of the rows that are changed, as `parseFilter` takes it: says which element the `$` of a path stands for. */
  readonly filter?: unknown;
  /** Whether the row that is changed was made for it, so that `$setOnInsert` applies. */
  readonly isNewRow?: boolean;
}

/** No options at all. */
export const NO_OPTIONS: UpdateOptions = Object.freeze({});
const OPTION_NAMES = ["arrayFilters", "filter", "isNewRow"];

/** What all entries of one update are read with. */
export interface Reading {
  readonly filters: ReadonlyMap<string, FilterNode>;
  readonly isNewRow: boolean;
  /** What `$` stands for in a field. */
  readonly matchOf: (field: string) => MatchPosition | undefined;
}

/**
 * Checks the options of an update.
 *
 * @param options the options
 * @param table the table that the update is about
 * @returns what its entries are read with
 * @throws QUERY.UNKNOWN_OPTION, QUERY.INVALID_UPDATE, and what `parseFilter` throws
 */
export function readingOf(options: UpdateOptions, table: QueryTable): Reading {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw queryErrors.create("UNKNOWN_OPTION", {
      message: `An update has no option "${shown(unknown)}"`,
      why: "an option that does nothing would be a mistake nobody sees",
      fix: suggestion(unknown, OPTION_NAMES),
      meta: { option: shown(unknown) },
    });
  }
  const { arrayFilters, filter, isNewRow = false } = options;
  const matchOf = (field: string) => (filter === undefined ? undefined : parseMatchPosition(filter, field, table));
  return { filters: parseArrayFilters(arrayFilters), isNewRow, matchOf };
}

/**
 * Refuses a filter that nothing asks for: it is a misspelt name.
 *
 * @param filters the array filters
 * @param entries all that the update says
 * @throws QUERY.INVALID_UPDATE
 */
export function refuseUnused(filters: ReadonlyMap<string, FilterNode>, entries: readonly UpdateEntry[]): void {
  if (filters.size === 0) return;
  const used = new Set(entries.flatMap(({ target }) => target.split(".").flatMap((part) => filterName(part) ?? [])));
  const unused = [...filters.keys()].find((name) => !used.has(name));
  if (unused === undefined) return;
  throw invalidUpdate(
    "arrayFilters",
    `has a filter of "${unused}", which no path names`,
    `name it: "field.$[${unused}]"`,
  );
}
