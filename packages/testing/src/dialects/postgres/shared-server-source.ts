import type { ModelMap } from "@dataflow/model";
import type { DatabaseSource } from "../../context/database-source.ts";
import { prepareDataFlow } from "../../context/prepared-dataflow.ts";
import type { TestDatabaseOptions } from "../../context/test-database-options.ts";

/** Tests in transactions on connections to one database. */
export async function sharedServerSource<Models extends ModelMap>(
  url: string,
  options: TestDatabaseOptions<Models>,
): Promise<DatabaseSource<Models>> {
  const base = await prepareDataFlow(url, options);
  return {
    lend: async (isolation) => {
      const db = await base.isolate(isolation);
      return { db, giveBack: () => db.close() };
    },
    close: () => base.close(),
  };
}
