import type { ObjectId } from "../../catalog/object-id.ts";
import type { StagingEnvironment } from "../staging-environment.ts";

/** Rows that were counted while a copy was made. */
export interface CountedRows {
  readonly copied: number;
  readonly source: number;
}

/**
 * How many rows of some tables there are in a copy and in its source.
 *
 * @param environment the copy
 * @param tables tables of the source
 * @returns the sums; undefined when there are no tables, or one was not counted
 */
export function countedRows(environment: StagingEnvironment, tables: readonly ObjectId[]): CountedRows | undefined {
  const reports = environment.report.tables.filter(({ table }) => tables.includes(table));
  if (tables.length === 0 || reports.length < tables.length) return undefined;
  return {
    copied: reports.reduce((sum, { chosenRows, parentRows }) => sum + chosenRows + parentRows, 0),
    source: reports.reduce((sum, { sourceRows }) => sum + sourceRows, 0),
  };
}
