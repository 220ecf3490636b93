import type { DialectName } from "@dataflow/core";
import { COMPILERS } from "../dialects/compilers.ts";
import type { CompiledStatement } from "../statement/compiled-statement.ts";
import type { Statement } from "../statement/statement.ts";

/**
 * Compiles a statement. The text is compiled once for each shape and kept with the table; what changes from call to
 * call is only the parameters.
 *
 * @param statement the statement
 * @param dialect the database's dialect
 * @returns the plan and the parameters
 * @throws QUERY.UNKNOWN_FIELD, QUERY.INVALID_PAGE, QUERY.INVALID_STATEMENT, QUERY.TOO_MANY_ROWS, QUERY.UNSUPPORTED_PATTERN, QUERY.UNSUPPORTED_FEATURE
 * @example
 * ```ts
 * import { compileStatement, parseFilter, type QueryTable } from "@dataflow/query";
 *
 * function adults(users: QueryTable) {
 *   const where = parseFilter({ age: { $gte: 18 } }, users);
 *   return compileStatement({ kind: "select", table: users, where, orderBy: [] }, "postgres");
 *   // SELECT "id", "name", "age" FROM "users" WHERE "age" >= $1
 * }
 * ```
 */
export function compileStatement(statement: Statement, dialect: DialectName): CompiledStatement {
  return COMPILERS[dialect].compile(statement);
}
