import { type ConnectOptions, connect, type DatabaseDescription } from "@dataflow/database";
import { DataFlow, type ModelMap } from "@dataflow/model";
import type { TestDatabaseOptions } from "./test-database-options.ts";

/**
 * A DataFlow for tests, whose work lasts: who asks for it isolates it, or gives it a database of its own.
 *
 * @param target where it runs
 * @param options its models
 * @param connecting how it connects
 * @returns the DataFlow; nothing is opened yet
 */
export function openDataFlow<Models extends ModelMap>(
  target: string | DatabaseDescription,
  { models, dataflow }: TestDatabaseOptions<Models>,
  connecting: ConnectOptions = {},
): DataFlow<Models> {
  const connection = connect(target, connecting);
  return new DataFlow<Models>(undefined, {
    ...dataflow,
    connection,
    // The environment may ask for it, for the program that is tested; here it would undo what is prepared.
    tddMode: false,
    ...(models === undefined ? {} : { models }),
  });
}

/**
 * The same with its tables created and its rows stored.
 *
 * @param target where it runs
 * @param options its models, and what to prepare
 * @returns the DataFlow
 */
export async function prepareDataFlow<Models extends ModelMap>(
  target: string | DatabaseDescription,
  options: TestDatabaseOptions<Models>,
): Promise<DataFlow<Models>> {
  const db = openDataFlow(target, options);
  try {
    await db.initialize();
    await options.prepare?.(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
