import { suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import type { FilterAllowance } from "../parser/filter-allowance.ts";
import { filterPermission } from "../parser/filter-allowance.ts";
import { shown } from "../parser/filter-error.ts";
import type { QuerySource, QuerySources } from "../table/query-source.ts";
import type { QueryTable } from "../table/query-table.ts";
import { rowsOf } from "./document-rows.ts";
import type { StageRows } from "./pipeline-stage.ts";
import type { ProjectStage } from "./project-stage.ts";

/**
 * What one caller may ask in a pipeline. Whatever is not listed does not exist for that caller: neither to be named, nor
 * in the rows.
 */
export interface PipelineAllowance {
  /**
   * Fields by name; for `$match` also places in documents and fields along relations, and for `$lookup` the fields of the
   * other table after its name: `"Order.total"`. A table of which no field is listed cannot be looked up.
   */
  readonly fields: readonly string[];
  /** The operators of `$match`. All when left out. */
  readonly operators?: NonNullable<FilterAllowance["operators"]>;
}

/** How a pipeline is parsed. */
export interface PipelineOptions {
  /** What the caller may ask; everything when left out. */
  readonly allow?: PipelineAllowance;
}

/** The rows of a table for a caller who may see some of it. */
export interface AllowedRows {
  readonly allow: PipelineAllowance;
  /** The whole table: `$match` may ask for places in it that are no fields of its own. */
  readonly table: QueryTable;
  /** The table as the caller sees it before a stage has changed its fields. */
  readonly seen: QueryTable;
}

/**
 * Checks the options of a pipeline.
 *
 * @param options what was given
 * @param table the table
 * @throws QUERY.UNKNOWN_OPTION, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR when they name what is not there
 */
export function checkPipelineOptions(options: PipelineOptions, table: QueryTable): void {
  const stray = Object.keys(options).find((name) => name !== "allow");
  if (stray !== undefined) {
    throw queryErrors.create("UNKNOWN_OPTION", {
      message: `A pipeline has no option "${shown(stray)}"`,
      why: "an option that is not known would be ignored",
      fix: suggestion(stray, ["allow"]),
      meta: { option: shown(stray) },
    });
  }
  if (options.allow !== undefined) filterPermission(options.allow, table);
}

/** What is known of a caller at the start of a pipeline. */
interface Start {
  /** What the caller may ask; everything when undefined. */
  readonly allow: PipelineAllowance | undefined;
  readonly sources: QuerySources | undefined;
}

/**
 * The rows of a table before the first stage, for one caller.
 *
 * @param table the table
 * @param start the caller
 * @returns what is known of them
 * @throws QUERY.INVALID_OPTION when the caller may see none of the fields
 */
export function startRows(table: QueryTable, { allow, sources }: Start): StageRows {
  if (allow === undefined) return { ...rowsOf(table), sources };
  const listed = new Set(allow.fields);
  const fields = new Map([...table.fields].filter(([name]) => listed.has(name)));
  if (fields.size === 0) throw seesNothing(table.label);
  const { relations: _, ...rest } = table;
  const seen: QueryTable = Object.freeze({ ...rest, fields });
  return { ...rowsOf(seen), sources: allowedSources(sources, allow), allowed: { allow, table, seen } };
}

/**
 * The stage that leaves out what a caller may not see.
 *
 * @param rows the rows, as far as a stage has not changed their fields
 * @returns the stage; undefined when the caller sees all, or a stage has chosen already
 */
export function allowedFields({ table, allowed }: StageRows): ProjectStage | undefined {
  if (allowed === undefined || table !== allowed.seen) return undefined;
  const fields = [...table.fields.keys()].map((name) => Object.freeze({ name, field: name }));
  return Object.freeze({ kind: "project", fields: Object.freeze(fields) });
}

/**
 * What a caller may ask of a table that is looked up.
 *
 * @param allow what the caller may ask of the first one
 * @param source the name that the table is looked up by
 * @returns the same, with its fields alone
 */
export function allowanceBelow(allow: PipelineAllowance | undefined, source: string): PipelineAllowance | undefined {
  return allow === undefined ? undefined : { ...allow, fields: below(allow, source) };
}

function allowedSources(sources: QuerySources | undefined, allow: PipelineAllowance): QuerySources | undefined {
  if (sources === undefined) return undefined;
  const isListed = (name: string) => below(allow, name).length > 0;
  return {
    names: () => sources.names().filter(isListed),
    get: (name: string): QuerySource | undefined => (isListed(name) ? sources.get(name) : undefined),
  };
}

function seesNothing(label: string) {
  return queryErrors.create("INVALID_OPTION", {
    message: `The allowance of a pipeline lists no whole field of ${label}`,
    why: "rows without fields are none",
    fix: "list at least one of its fields",
    meta: { option: "allow.fields" },
  });
}

function below({ fields }: PipelineAllowance, source: string): readonly string[] {
  return fields.filter((name) => name.startsWith(`${source}.`)).map((name) => name.slice(source.length + 1));
}
