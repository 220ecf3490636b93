import { connect, type DatabaseDescription } from "@dataflow/database";
import { DataFlow, type ModelMap } from "@dataflow/model";
import type { TestDatabaseOptions } from "./test-database-options.ts";

/**
 * A DataFlow whose tables are created and whose rows are stored, for good: tests get it isolated, or on copies of its
 * database.
 *
 * @param target where it runs
 * @param options its models, and what to prepare
 * @returns the DataFlow
 */
export async function prepareDataFlow<Models extends ModelMap>(
  target: string | DatabaseDescription,
  { models, dataflow, prepare }: TestDatabaseOptions<Models>,
): Promise<DataFlow<Models>> {
  const db = new DataFlow<Models>(undefined, {
    ...dataflow,
    connection: connect(target),
    // The environment may ask for it, for the program that is tested; here it would undo what is prepared.
    tddMode: false,
    ...(models === undefined ? {} : { models }),
  });
  try {
    await db.initialize();
    await prepare?.(db);
    // It may have added models, whose tables no test should have to look at.
    await db.initialize();
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
