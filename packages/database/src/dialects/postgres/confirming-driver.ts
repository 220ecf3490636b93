import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { MapperResult, RowForm, TransactionSession } from "../../connection/driver.ts";
import type { TransactionOptions } from "../../connection/transaction-options.ts";
import { databaseErrorKind } from "../../errors/driver-failure.ts";
import { PostgresDriver } from "./postgres-driver.ts";

const NO_OPTIONS: TransactionOptions = Object.freeze({});

/**
 * A driver of which no answer to a commit is lost: the server is asked afterwards. What stands alone has no commit to ask
 * for, so each such statement is made a transaction.
 */
export class ConfirmingDriver extends PostgresDriver {
  protected override readonly confirms = true;

  override execute(statement: SqlText, parameters: readonly SqlParameter[]): Promise<StatementResult> {
    return this.#alone((session) => session.execute(statement, parameters));
  }

  override query(text: string, parameters: readonly unknown[]): Promise<ObjectResult> {
    return this.#alone((session) => session.query(text, parameters));
  }

  override queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    return this.#alone((session) => session.queryForMapper(text, parameters, rows));
  }

  override run(sql: string): Promise<void> {
    return this.#alone((session) => session.run(sql));
  }

  async #alone<Result>(
    work: (session: TransactionSession) => Result | Promise<Result>,
    isSecond = false,
  ): Promise<Result> {
    const session = await this.begin(NO_OPTIONS);
    let result: Result;
    try {
      result = await work(session);
    } catch (error) {
      await session.rollback();
      // As without a transaction: it was prepared before its table changed, and has done nothing.
      if (!isSecond && databaseErrorKind(error) === "STALE_PLAN") return this.#alone(work, true);
      throw error;
    }
    await session.commit();
    return result;
  }
}
