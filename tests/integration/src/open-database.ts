import { DataFlow, type DataFlowOptions, type ModelMap } from "@dataflow/model";
import { databases, type TestDatabase } from "@dataflow-tooling/vitest";
import { afterAll } from "vitest";

export { databases };

/**
 * Opens a new empty database of the given kind and closes it when the file's tests are done.
 *
 * @param database the kind
 * @param options what the DataFlow is told
 * @returns the DataFlow
 */
export async function openDatabase<const Models extends ModelMap = Readonly<Record<never, never>>>(
  database: TestDatabase,
  options: DataFlowOptions<Models> = {},
): Promise<DataFlow<Models>> {
  const db = new DataFlow<Models>(await database.freshUrl(), options);
  afterAll(() => db.close());
  return db;
}
