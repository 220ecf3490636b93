import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type { DatabaseActivity, TableFacts } from "../facts/table-facts.ts";

/** Rows to be counted. */
export interface CountQuestion {
  /** The quoted table, with an alias where the condition needs one. */
  readonly from: string;
  /** A condition; rows for which it is true are counted. */
  readonly where: string;
}

/** Rows that stand in the way of a unique key. */
export interface DuplicateQuestion {
  readonly from: string;
  /** Quoted columns, or expressions in parentheses. */
  readonly key: readonly string[];
  /** A condition for the rows that count. */
  readonly where?: string;
}

/** All that differs between databases when facts are read. */
export interface FactsDialect {
  tableFacts(connection: Connection, tables: readonly TableName[]): Promise<readonly TableFacts[]>;
  databaseActivity(connection: Connection): Promise<DatabaseActivity>;
  /** Counts; undefined when it does not come to an end in time. */
  count(connection: Connection, question: CountQuestion, timeoutMs: number): Promise<number | undefined>;
  /** Counts the rows that would have to go, all but one of each key; undefined when it does not come to an end in time. */
  duplicates(connection: Connection, question: DuplicateQuestion, timeoutMs: number): Promise<number | undefined>;
  /** The query that gives what `duplicates` does. */
  duplicatesSql(question: DuplicateQuestion): string;
  /** A condition: the value would not be the same any more after it was changed to the new type and back. */
  altered(column: { readonly quoted: string; readonly type: string }, newType: string, using?: string): string;
}
