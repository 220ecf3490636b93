import type { DialectName } from "@dataflow/core";
import { ISOLATION_LEVELS } from "../../connection/check-transaction-options.ts";
import type { ResolvedConnectOptions } from "../../connection/connect-options.ts";
import type {
  DatabaseCapabilities,
  ObjectResult,
  SqlParameter,
  SqlText,
  StatementResult,
} from "../../connection/connection.ts";
import type { ConnectionStats } from "../../connection/connection-stats.ts";
import type {
  Driver,
  MapperResult,
  PinnedSession,
  RowForm,
  RowStream,
  StreamOptions,
  TransactionSession,
} from "../../connection/driver.ts";
import type { TransactionOptions } from "../../connection/transaction-options.ts";
import type { ServerDatabaseDescription } from "../../url/database-description.ts";
import { describeTarget } from "../../url/describe-target.ts";
import { beginSql } from "./begin-sql.ts";
import { refuseUnboundable } from "./bind-parameters.ts";
import { ClientPool } from "./client-pool.ts";
import { ConfirmedSession } from "./confirmed-session.ts";
import { openCursor } from "./cursor-stream.ts";
import { POSTGRES_ISOLATION } from "./postgres-isolation.ts";
import { PostgresPinnedSession } from "./postgres-pinned-session.ts";
import { PostgresSession } from "./postgres-session.ts";
import { clientFailure, refuseTransactionControl, runForMapper, runQuery, runStatement } from "./run-on-client.ts";
import type { ServerClient } from "./server-client.ts";
import { StatementNames } from "./statement-names.ts";
import { stoppedBySignal } from "./stop-by-signal.ts";

const CAPABILITIES: DatabaseCapabilities = Object.freeze({
  transactionalDdl: true,
  multipleConnections: true,
  isolationLevels: ISOLATION_LEVELS,
  loadsRows: true,
  sharesReads: true,
  preparesTransactions: true,
});

/** Statements over a pool of connections to a PostgreSQL server. */
export class PostgresDriver implements Driver {
  readonly dialect: DialectName = "postgres";
  readonly capabilities = CAPABILITIES;
  readonly isolation = POSTGRES_ISOLATION;
  readonly target: string;
  /** Whether transactions that do not say so themselves are confirmed. */
  protected readonly confirms: boolean = false;
  readonly #pool: ClientPool;
  readonly #names = new StatementNames();

  constructor(description: ServerDatabaseDescription, options: ResolvedConnectOptions) {
    this.target = describeTarget(description);
    this.#pool = new ClientPool(description, options, this.target);
  }

  execute(statement: SqlText, parameters: readonly SqlParameter[]): Promise<StatementResult> {
    const { signal } = statement;
    const run = (client: ServerClient) => runStatement(client, statement, parameters, this.#names);
    if (signal === undefined) return this.#withClient(run);
    // Outside of a transaction nobody would know what a connection that is given up has done.
    return this.#withClient((client) =>
      stoppedBySignal(
        signal,
        () => this.#pool.cancel(client),
        () => run(client),
      ),
    );
  }

  query(text: string, parameters: readonly unknown[]): Promise<ObjectResult> {
    return this.#withClient((client) => runQuery(client, text, parameters, this.#pool.friendlyTypes));
  }

  queryForMapper(text: string, parameters: readonly unknown[], rows: RowForm): Promise<MapperResult> {
    return this.#withClient((client) => runForMapper(client, text, parameters, rows));
  }

  run(sql: string): Promise<void> {
    return this.#withClient((client) => client.sendText(sql));
  }

  async openStream(
    statement: SqlText,
    parameters: readonly SqlParameter[],
    options: StreamOptions,
  ): Promise<RowStream> {
    // Before a connection is lent, which would be thrown away with a cursor that cannot be opened.
    refuseUnboundable(parameters);
    const client = await this.#pool.acquire();
    return openCursor(
      client,
      { statement, parameters, ...options },
      { target: this.target, release: (isBroken) => this.#pool.release(client, isBroken) },
    );
  }

  async begin(options: TransactionOptions): Promise<TransactionSession> {
    const client = await this.#pool.acquire();
    try {
      await client.sendText(beginSql(options));
    } catch (error) {
      this.#pool.release(client, true);
      throw clientFailure(client, error, { doing: "executing", target: this.target }).error;
    }
    const Session = (options.confirmCommit ?? this.confirms) ? ConfirmedSession : PostgresSession;
    return new Session(client, this.#pool, this.#names);
  }

  async pin(): Promise<PinnedSession> {
    const client = await this.#pool.acquireKept();
    client.isPinned = true;
    return new PostgresPinnedSession(client, this.#pool, this.#names, this.confirms);
  }

  stats(): ConnectionStats {
    return this.#pool.stats();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #withClient<Result>(work: (client: ServerClient) => Promise<Result>, isSecond = false): Promise<Result> {
    const client = this.#pool.take() ?? (await this.#pool.acquire());
    let isBroken = false;
    try {
      const result = await work(client);
      refuseTransactionControl(client, false);
      return result;
    } catch (error) {
      const failure = clientFailure(client, error, { doing: "executing", target: this.target });
      isBroken = failure.isBroken;
      if (failure.kind !== "STALE_PLAN" || isSecond) throw failure.error;
    } finally {
      this.#pool.release(client, isBroken);
    }
    // The statement was prepared before its table changed, and has done nothing: it is prepared anew under another name.
    this.#names.renew();
    return this.#withClient(work, true);
  }
}
