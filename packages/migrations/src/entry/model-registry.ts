import type { Connection } from "@dataflow/database";
import type { RegisteredEntry, RegistryEntry } from "../registry/model-registry.ts";

/**
 * Reads the models that are kept in a database.
 *
 * @param connection the database
 * @returns the models by name; none where none were ever kept
 * @throws DATABASE.* why the database cannot be read
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { readModelRegistry, writeModelRegistry } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await writeModelRegistry(connection, [{ name: "User", definition: { fields: [] } }]);
 * console.log((await readModelRegistry(connection))[0]?.version); // 1
 * await connection.close();
 * ```
 */
export async function readModelRegistry(connection: Connection): Promise<readonly RegisteredEntry[]> {
  const work = await import("../schema-work.ts");
  return work.readModelRegistry(connection);
}

/**
 * Keeps models in a database. A model that is there already gets another version when its definition has changed.
 *
 * @param connection the database
 * @param entries the models
 * @returns the names of those that were new or had changed
 * @throws DATABASE.* why the database cannot be written to
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { writeModelRegistry } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:app.db");
 * await writeModelRegistry(connection, [{ name: "Note", definition: { fields: ["text"] } }]);
 * await connection.close();
 * ```
 */
export async function writeModelRegistry(
  connection: Connection,
  entries: readonly RegistryEntry[],
): Promise<readonly string[]> {
  const work = await import("../schema-work.ts");
  return work.writeModelRegistry(connection, entries);
}
