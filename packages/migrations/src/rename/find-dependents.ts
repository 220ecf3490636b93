import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import type { DependencyReport } from "../dependencies/dependency.ts";

/** All that depends on a table or column. */
export async function findDependents(_connection: Connection, subject: ObjectId): Promise<DependencyReport> {
  return { subject, dependencies: [], unknown: [] };
}
