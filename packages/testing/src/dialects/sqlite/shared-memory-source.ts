import { connect } from "@dataflow/database";
import type { DataFlow, ModelMap } from "@dataflow/model";
import type { DatabaseSource } from "../../context/database-source.ts";
import { prepareDataFlow } from "../../context/prepared-dataflow.ts";
import type { TestDatabaseOptions } from "../../context/test-database-options.ts";
import { imageOf, imageOfUrl, memoryWith } from "./file-image.ts";

/**
 * Tests in transactions on databases in memory. A database has one writer, so tests at the same time each have a
 * database; one that is free again is used again.
 */
export async function sharedMemorySource<Models extends ModelMap>(
  url: string,
  options: TestDatabaseOptions<Models>,
): Promise<DatabaseSource<Models>> {
  const first = await prepareDataFlow(memoryWith(await imageOfUrl(url)), options);
  const image = await imageOf(first.connection);
  const all: DataFlow<Models>[] = [first];
  const free: DataFlow<Models>[] = [first];
  const another = async (): Promise<DataFlow<Models>> => {
    const db = await first.onCopy(connect(memoryWith(image)));
    all.push(db);
    return db;
  };
  return {
    lend: async (isolation) => {
      const lender = free.pop() ?? (await another());
      const db = await lender.isolate(isolation);
      const giveBack = async (): Promise<void> => {
        await db.close();
        free.push(lender);
      };
      return { db, giveBack };
    },
    close: async () => {
      await Promise.all(all.map((db) => db.close()));
    },
  };
}
