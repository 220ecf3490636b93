import type { QuerySources } from "../table/query-source.ts";
import type { QueryTable } from "../table/query-table.ts";
import type { GroupStage } from "./group-stage.ts";
import type { LimitStage } from "./limit-stage.ts";
import type { LookupStage } from "./lookup-stage.ts";
import type { MatchStage } from "./match-stage.ts";
import type { AllowedRows } from "./pipeline-allowance.ts";
import type { ProjectStage } from "./project-stage.ts";
import type { SkipStage } from "./skip-stage.ts";
import type { SortStage } from "./sort-stage.ts";
import type { UnwindStage } from "./unwind-stage.ts";

/** One step of a pipeline: rows in, rows out. Frozen. */
export type PipelineStage =
  | MatchStage
  | GroupStage
  | SortStage
  | LimitStage
  | SkipStage
  | ProjectStage
  | UnwindStage
  | LookupStage;

/** What is known of the rows between two stages. */
export interface StageRows {
  /** Their fields, as a table: the closed list of names that the next stage may use. */
  readonly table: QueryTable;
  /** Whether they have an order that was asked for. */
  readonly isSorted: boolean;
  /** The fields that compare with nothing: lists which a `$group` collected, and documents. */
  readonly lists: ReadonlySet<string>;
  /** The fields that are documents or lists of them, which a `$lookup` or a `$group` made. */
  readonly documents: ReadonlyMap<string, DocumentRows>;
  /** The fields that say again what a document holds which is there too: `orders.total` beside `orders`. */
  readonly parts: ReadonlySet<string>;
  /** The tables that a `$lookup` may read. */
  readonly sources: QuerySources | undefined;
  /** What the caller may ask; everything when absent. */
  readonly allowed?: AllowedRows;
}

/** What is known of a document, or of each one in a list. */
export interface DocumentRows {
  readonly isList: boolean;
  /** Its fields, as those of the rows that it was made of. */
  readonly rows: StageRows;
}

/** A stage, and the rows that it gives. */
export interface ParsedStage {
  readonly stage: PipelineStage;
  readonly rows: StageRows;
}

/** Reads what stands behind a stage's name. */
export type StageParser = (input: unknown, rows: StageRows, path: string) => ParsedStage;
