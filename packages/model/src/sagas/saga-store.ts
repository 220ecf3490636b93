import type { Connection, SqlParameter } from "@dataflow/database";
import { sagaTable } from "../dialects/saga-tables.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { RemoveSagasOptions, SagaStatus, UnfinishedSaga } from "./saga.ts";
import { decodeState, encodeState, type SagaState } from "./saga-state.ts";

const COLUMNS = "saga, saga_key, status, position, version, steps, input, results, failure";

const REMOVED_AT_ONCE = 1_000;

/** The states of sagas, kept in the database that their steps change, so that both are committed together. */
export class SagaStore {
  readonly #connection: Connection;
  #ready: Promise<void> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Reads a saga; begins it when there is none of its name and key. */
  async beginOrRead(
    begin: Pick<SagaState, "saga" | "key" | "steps" | "input">,
  ): Promise<SagaState & { readonly isNew: boolean }> {
    await this.#setUp();
    const { rowCount } = await this.#run(
      `INSERT INTO ${this.#table} (saga, saga_key, status, position, version, steps, input, results, changed_at)
       VALUES (?, ?, 'running', 0, 0, ?, ?, '{}', ${this.#now}) ON CONFLICT DO NOTHING`,
      [begin.saga, begin.key, encodeState(begin.steps), encodeState(begin.input)],
    );
    return { ...(await this.read(begin.saga, begin.key)), isNew: rowCount === 1 };
  }

  async read(saga: string, key: string): Promise<SagaState> {
    const { rows } = await this.#run(`SELECT ${COLUMNS} FROM ${this.#table} WHERE saga = ? AND saga_key = ?`, [
      saga,
      key,
    ]);
    const [row] = rows;
    if (row === undefined) throw new TypeError(`the state of the saga ${saga} is gone`);
    return stateOf(row);
  }

  /** The sagas that were begun and have not ended. */
  async unfinished(): Promise<readonly UnfinishedSaga[]> {
    await this.#setUp();
    const { rows } = await this.#run(
      `SELECT ${COLUMNS} FROM ${this.#table} WHERE status IN ('running', 'compensating') ORDER BY saga, saga_key`,
      [],
    );
    return rows.map(stateOf).map(({ saga, key, status, position, steps }) => {
      const isBack = status === "compensating";
      return {
        saga,
        key,
        status: isBack ? "compensating" : "running",
        step: steps[isBack ? position - 1 : position] ?? "",
      };
    });
  }

  /**
   * Makes a state the caller's to go on from, in the transaction that it is in: whoever comes second waits for the end of
   * that transaction, and is refused when it was committed.
   *
   * @returns the claimed state
   * @throws MODEL.SAGA_TAKEN_OVER
   */
  async claim(state: SagaState): Promise<SagaState> {
    return this.#write(state, { ...state, version: state.version + 1 });
  }

  /** Writes down what became of a state, in the transaction that the caller is in. */
  async advance(state: SagaState, change: Partial<Omit<SagaState, "saga" | "key" | "version">>): Promise<SagaState> {
    return this.#write(state, { ...state, ...change, version: state.version + 1 });
  }

  async #write(before: SagaState, after: SagaState): Promise<SagaState> {
    const { rowCount } = await this.#run(
      `UPDATE ${this.#table} SET status = ?, position = ?, version = ?, results = ?, failure = ?, changed_at = ${this.#now}
       WHERE saga = ? AND saga_key = ? AND version = ?`,
      [
        after.status,
        after.position,
        after.version,
        encodeState(after.results),
        after.failure === undefined ? null : encodeState(after.failure),
        after.saga,
        after.key,
        before.version,
      ],
    );
    if (rowCount === 1) return after;
    throw modelErrors.create("SAGA_TAKEN_OVER", {
      message: `The saga "${before.saga}" goes on elsewhere`,
      why: "another run of the same name and key has written down a further step; what this run did since then is undone",
      fix: "run it again to learn how it ended, or leave it to the other run",
      meta: { saga: before.saga },
    });
  }

  /**
   * Removes what is written down about sagas that ended long ago, some at a time, so that nobody waits for it.
   *
   * @returns how many there were
   */
  async removeEnded({ olderThanMs, saga }: RemoveSagasOptions): Promise<number> {
    await this.#setUp();
    let removed = 0;
    for (let rowCount = REMOVED_AT_ONCE; rowCount === REMOVED_AT_ONCE; removed += rowCount) {
      ({ rowCount } = await this.#run(
        `DELETE FROM ${this.#table} WHERE (saga, saga_key) IN (
           SELECT saga, saga_key FROM ${this.#table}
           WHERE status IN ('completed', 'compensated') AND changed_at <= ${this.#now} - CAST(? AS BIGINT)
             ${saga === undefined ? "" : "AND saga = ?"} LIMIT ${REMOVED_AT_ONCE})`,
        saga === undefined ? [olderThanMs] : [olderThanMs, saga],
      ));
    }
    return removed;
  }

  get #now(): string {
    return sagaTable(this.#connection.dialect).now;
  }

  get #table(): string {
    return sagaTable(this.#connection.dialect).name;
  }

  #setUp(): Promise<void> {
    this.#ready ??= this.#connection.transaction(() => setUpTable(this.#connection));
    this.#ready.catch(() => {
      this.#ready = undefined;
    });
    return this.#ready;
  }

  async #run(text: string, parameters: readonly SqlParameter[]) {
    return this.#connection.execute({ text: sagaTable(this.#connection.dialect).placeholders(text) }, parameters);
  }
}

/** Makes the table, or makes one of an earlier version what it is now. */
async function setUpTable(connection: Connection): Promise<void> {
  const { setUp, columns, added } = sagaTable(connection.dialect);
  for (const statement of setUp) await connection.run(statement);
  const { rows } = await connection.query(columns);
  const present = new Set(rows.map(({ name }) => name));
  const lacking = added.filter(({ column }) => !present.has(column));
  for (const statement of lacking.flatMap(({ statements }) => statements)) await connection.run(statement);
}

function stateOf(row: readonly unknown[]): SagaState {
  const [saga, key, status, position, version, steps, input, results, failure] = row;
  const state = {
    saga: String(saga),
    key: String(key),
    status: String(status) as SagaStatus, // the table's check allows no other
    position: Number(position),
    version: Number(version),
    steps: decodeState(String(steps)) as SagaState["steps"], // written by `beginOrRead` in this shape
    input: decodeState(String(input)) as SagaState["input"], // written by `beginOrRead` in this shape
    results: decodeState(String(results)) as SagaState["results"], // written by `advance` in this shape
  };
  if (failure === null || failure === undefined) return state;
  return { ...state, failure: decodeState(String(failure)) as NonNullable<SagaState["failure"]> }; // as above
}
