import type { Connection } from "@dataflow/database";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import type { ContractOptions, ContractResult } from "./contract-rename.ts";
import type { RenameResult } from "./execute-rename.ts";
import type { RenamePlan, RenamePlanOptions } from "./plan-rename.ts";
import type { RenameImpact } from "./rename-impact.ts";
import type { ColumnRenameRequest, TableRenameRequest } from "./rename-request.ts";

/**
 * Renames tables and columns while code with the old name goes on: both names work until the old one is taken away.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { TableRenameAnalyzer } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE user_accounts (id INTEGER PRIMARY KEY, email TEXT NOT NULL)");
 * const analyzer = new TableRenameAnalyzer(connection);
 * const impact = await analyzer.analyzeRenameImpact({ currentName: "user_accounts", newName: "users" });
 * console.log(impact.totalDependencies.length, impact.canRenameSafely, impact.reasons, impact.aliasLimits);
 * const plan = await analyzer.createRenamePlan(impact, { includeDependencyUpdates: true });
 * await analyzer.executeCoordinatedRename(plan);
 * await connection.run("INSERT INTO user_accounts (email) VALUES ('a@example.org')"); // old code
 * console.log((await connection.query("SELECT email FROM users")).rows); // new code
 * await analyzer.contractRename(plan, { confirmedUnused: true });
 * await connection.close();
 * ```
 */
export class TableRenameAnalyzer {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Says what depends on a table, and whether it can have both names. @throws MIGRATION.UNKNOWN_RENAME, MIGRATION.INVALID_OPTION */
  async analyzeRenameImpact(request: TableRenameRequest): Promise<RenameImpact> {
    const { analyzeTableRename } = await import("../on-demand.ts");
    return analyzeTableRename(this.#connection, request);
  }

  /** The same for a column. @throws MIGRATION.UNKNOWN_RENAME, MIGRATION.INVALID_OPTION */
  async analyzeColumnRename(request: ColumnRenameRequest): Promise<RenameImpact> {
    const { analyzeColumnRename } = await import("../on-demand.ts");
    return analyzeColumnRename(this.#connection, request);
  }

  /** Plans the rename. @throws MIGRATION.RENAME_BLOCKED, MIGRATION.PLAN_OUTDATED */
  async createRenamePlan(impact: RenameImpact, options: RenamePlanOptions = {}): Promise<RenamePlan> {
    const { planRename } = await import("../on-demand.ts");
    return planRename(this.#connection, impact, options);
  }

  /** Renames, in one short transaction. @throws MIGRATION.STEP_FAILED, MIGRATION.PLAN_OUTDATED, MIGRATION.LOCK_TIMEOUT */
  async executeCoordinatedRename(plan: RenamePlan, options: ApplyMigrationOptions = {}): Promise<RenameResult> {
    const { executeRename } = await import("../on-demand.ts");
    return executeRename(this.#connection, plan, options);
  }

  /** Takes the old name away. @throws MIGRATION.ALIAS_IN_USE, MIGRATION.UNKNOWN_RENAME, MIGRATION.STEP_FAILED */
  async contractRename(
    plan: RenamePlan,
    options: ContractOptions & ApplyMigrationOptions = {},
  ): Promise<ContractResult> {
    const { contractRename } = await import("../on-demand.ts");
    return contractRename(this.#connection, plan, options);
  }
}
