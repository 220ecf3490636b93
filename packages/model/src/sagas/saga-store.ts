import type { Connection, SqlParameter } from "@dataflow/database";
import { sagaTable } from "../dialects/saga-tables.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { SagaStatus, UnfinishedSaga } from "./saga.ts";
import { decodeState, encodeState, type SagaState } from "./saga-state.ts";

const COLUMNS = "saga, saga_key, status, position, version, steps, input, results, failure";

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
      `INSERT INTO ${this.#table} (saga, saga_key, status, position, version, steps, input, results)
       VALUES (?, ?, 'running', 0, 0, ?, ?, '{}') ON CONFLICT DO NOTHING`,
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
      `UPDATE ${this.#table} SET status = ?, position = ?, version = ?, results = ?, failure = ?
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

  get #table(): string {
    return sagaTable(this.#connection.dialect).name;
  }

  #setUp(): Promise<void> {
    this.#ready ??= this.#connection.transaction(async () => {
      for (const statement of sagaTable(this.#connection.dialect).setUp) await this.#connection.run(statement);
    });
    this.#ready.catch(() => {
      this.#ready = undefined;
    });
    return this.#ready;
  }

  async #run(text: string, parameters: readonly SqlParameter[]) {
    return this.#connection.execute({ text: sagaTable(this.#connection.dialect).placeholders(text) }, parameters);
  }
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
