import { isDataFlowError, type MaybePromise } from "@dataflow/core";
import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { MapperResult, RowForm, TransactionSession } from "../../connection/driver.ts";
import type { TransactionOptions } from "../../connection/transaction-options.ts";
import { databaseErrorKind } from "../../errors/driver-failure.ts";
import { PostgresDriver } from "./postgres-driver.ts";

const NO_OPTIONS: TransactionOptions = Object.freeze({});

/** The server does in no transaction what was asked for, and has done nothing. */
const NOT_IN_TRANSACTION = "25001";

/**
 * A driver of which no answer to a commit is lost: the server is asked afterwards. What stands alone has no commit to ask
 * for, so each such statement is made a transaction.
 */
export class ConfirmingDriver extends PostgresDriver {
  protected override readonly confirms = true;

  override execute(statement: SqlText, parameters: readonly SqlParameter[]): Promise<StatementResult> {
    const alone = () => super.execute(statement, parameters);
    return this.#confirmed((session) => session.execute(statement, parameters), alone);
  }

  override query(text: string, parameters: readonly unknown[]): Promise<ObjectResult> {
    const alone = () => super.query(text, parameters);
    return this.#confirmed((session) => session.query(text, parameters), alone);
  }

  override queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    const alone = () => super.queryForMapper(text, parameters, rows);
    return this.#confirmed((session) => session.queryForMapper(text, parameters, rows), alone);
  }

  override run(sql: string): Promise<void> {
    const alone = () => super.run(sql);
    return this.#confirmed((session) => session.run(sql), alone);
  }

  async #confirmed<Result>(
    work: (session: TransactionSession) => MaybePromise<Result>,
    alone: () => Promise<Result>,
    isSecond = false,
  ): Promise<Result> {
    const session = await this.begin(NO_OPTIONS);
    let result: Result;
    try {
      result = await work(session);
    } catch (error) {
      await session.rollback();
      if (isDataFlowError(error) && error.meta.sqlState === NOT_IN_TRANSACTION) return alone();
      // As without a transaction: it was prepared before its table changed, and has done nothing.
      if (!isSecond && databaseErrorKind(error) === "STALE_PLAN") return this.#confirmed(work, alone, true);
      throw error;
    }
    await session.commit();
    return result;
  }
}
