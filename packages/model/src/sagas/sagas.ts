import { suggestion } from "@dataflow/core";
import { invalidOption } from "../dataflow/dataflow-options.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { RemoveSagasOptions, UnfinishedSaga } from "./saga.ts";
import type { SagaStore } from "./saga-store.ts";

/**
 * What a database knows of its sagas: `db.sagas`.
 *
 * @example
 * ```ts
 * import { DataFlow } from "@dataflow/model";
 *
 * const db = new DataFlow("sqlite:shop.db");
 * for (const { saga, key } of await db.sagas.unfinished()) console.log(`${saga} ${key} has to be run again`);
 * const { removed } = await db.sagas.remove({ olderThanMs: 30 * 24 * 3_600_000 });
 * console.log(`${removed} sagas ended more than 30 days ago`);
 * ```
 */
export class Sagas {
  readonly #store: SagaStore;

  /** @internal */
  constructor(store: SagaStore) {
    this.#store = store;
  }

  /**
   * The sagas that were begun on this database and have not ended, because their process ended before, or a compensation
   * failed. Run their workflow again with the same key, and each goes on from where it stands.
   *
   * @returns their names and keys, and the step that is next
   */
  unfinished(): Promise<readonly UnfinishedSaga[]> {
    return this.#store.unfinished();
  }

  /**
   * Removes what is written down about sagas that have ended, completed or taken back: input, results and the key, which
   * can be used again afterwards. Those that have not ended stay, however old they are. Nothing else removes any.
   *
   * @param options how long ago they must have ended: longer than anybody may still ask for their results
   * @returns how many were removed
   * @throws MODEL.INVALID_OPTION, MODEL.UNKNOWN_OPTION
   */
  async remove(options: RemoveSagasOptions): Promise<{ readonly removed: number }> {
    for (const name of Object.keys(options)) if (!OPTIONS.includes(name)) throw unknownOption(name);
    const { olderThanMs, saga } = options;
    if (!Number.isSafeInteger(olderThanMs) || olderThanMs < 0)
      throw invalidOption("olderThanMs", "pass a whole number of milliseconds");
    if (saga !== undefined && typeof saga !== "string") throw invalidOption("saga", "pass the name of a saga");
    return Object.freeze({ removed: await this.#store.removeEnded(options) });
  }
}

const OPTIONS: readonly string[] = ["olderThanMs", "saga"];

function unknownOption(name: string): Error {
  return modelErrors.create("UNKNOWN_OPTION", {
    message: `sagas.remove: there is no option "${name}"`,
    why: "an unknown option is never ignored: more would be removed than was meant",
    fix: suggestion(name, OPTIONS),
    meta: { option: name },
  });
}
