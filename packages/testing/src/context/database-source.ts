import type { IsolateOptions } from "@dataflow/database";
import type { DataFlow, ModelMap } from "@dataflow/model";
import type { TestDatabaseOptions } from "./test-database-options.ts";

/** The DataFlow of one test. */
export interface LentDataFlow<Models extends ModelMap> {
  readonly db: DataFlow<Models>;
  /** Ends what is left of the test. */
  giveBack(): Promise<void>;
}

/** Where tests get their DataFlow from. */
export interface DatabaseSource<Models extends ModelMap> {
  lend(options: IsolateOptions): Promise<LentDataFlow<Models>>;
  /** Removes everything. Called when nothing is lent any more. */
  close(): Promise<void>;
}

/** Makes the source of a dialect and a kind of isolation. */
export type OpenSource = <Models extends ModelMap>(
  url: string,
  options: TestDatabaseOptions<Models>,
) => Promise<DatabaseSource<Models>>;
