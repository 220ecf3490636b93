import type { ReferentialAction } from "@dataflow/core";
import type { DependencyReport } from "../dependencies/dependency.ts";
import type { TableSubject } from "../dependencies/dependency-subject.ts";

/** Operations that can be assessed by their names alone. */
export const RISK_OPERATIONS = [
  "ADD_COLUMN",
  "DROP_COLUMN",
  "RENAME_COLUMN",
  "CHANGE_TYPE",
  "SET_NOT_NULL",
  "RENAME_TABLE",
  "DROP_TABLE",
  "ADD_FOREIGN_KEY",
  "DROP_CONSTRAINT",
  "ADD_INDEX",
  "DROP_INDEX",
] as const;

/** One of {@link RISK_OPERATIONS}. */
export type RiskOperationType = (typeof RISK_OPERATIONS)[number];

/** What an operation needs to be told beyond its table and column. */
export interface OperationDetails {
  /** For RENAME_COLUMN and RENAME_TABLE. */
  readonly newName?: string;
  /** For ADD_COLUMN and CHANGE_TYPE: the type, as people write it: `"varchar(20)"`. */
  readonly type?: string;
  /** For ADD_COLUMN. Default false. */
  readonly notNull?: boolean;
  /** For ADD_COLUMN: an expression in SQL. */
  readonly default?: string;
  /** For DROP_CONSTRAINT and DROP_INDEX; for ADD_INDEX and ADD_FOREIGN_KEY a name is made when there is none. */
  readonly name?: string;
  /** For ADD_INDEX and ADD_FOREIGN_KEY; default the operation's column. */
  readonly columns?: readonly string[];
  /** For ADD_INDEX. Default false. */
  readonly unique?: boolean;
  /** For ADD_FOREIGN_KEY. */
  readonly references?: TableSubject & { readonly columns: readonly string[] };
  /** For ADD_FOREIGN_KEY. Default `"no action"`. */
  readonly onDelete?: ReferentialAction;
}

/** What `assessOperationRisk` is asked. */
export interface OperationRiskRequest extends TableSubject {
  readonly operationType: RiskOperationType;
  readonly column?: string;
  readonly details?: OperationDetails;
  /** A report of `DependencyAnalyzer` for the same table or column; it is made when it is absent. */
  readonly dependencies?: DependencyReport;
}
