import type { Connection } from "@dataflow/database";
import type { DependencyReport } from "./dependency.ts";
import type { ColumnSubject, TableSubject } from "./dependency-subject.ts";

/**
 * Says what depends on a table or a column: what the database records, and what the bodies of functions, which it does
 * not look into, name. It reads the catalog, and writes nothing.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { DependencyAnalyzer } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)");
 * await connection.run("CREATE VIEW addresses AS SELECT email FROM users");
 * const analyzer = new DependencyAnalyzer(connection);
 * const { dependencies, unknown } = await analyzer.analyzeColumnDependencies({ table: "users", column: "email" });
 * for (const { dependencyType, objectName } of dependencies) console.log(dependencyType, objectName); // "view addresses"
 * console.log(unknown.length); // 0
 * await connection.close();
 * ```
 */
export class DependencyAnalyzer {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Finds everything that depends on a column.
   *
   * @param subject the column
   * @returns the dependents, the nearest first, and what could not be found out
   * @throws MIGRATION.UNKNOWN_OBJECT when there is no such column
   */
  async analyzeColumnDependencies(subject: ColumnSubject): Promise<DependencyReport> {
    const { analyzeDependencies, findColumn, readCatalog } = await import("../schema-work.ts");
    const catalog = await readCatalog(this.#connection);
    return analyzeDependencies(catalog, findColumn(catalog, subject));
  }

  /**
   * Finds everything that depends on a table or view, or on any of its columns.
   *
   * @param subject the table
   * @returns the dependents, the nearest first, and what could not be found out
   * @throws MIGRATION.UNKNOWN_OBJECT when there is no such table
   */
  async analyzeTableDependencies(subject: TableSubject): Promise<DependencyReport> {
    const { analyzeDependencies, findTable, readCatalog } = await import("../schema-work.ts");
    const catalog = await readCatalog(this.#connection);
    return analyzeDependencies(catalog, findTable(catalog, subject));
  }
}
