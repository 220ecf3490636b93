import { eventLoopTurn, STEPS_PER_TURN } from "../runtime/event-loop-turn.ts";

/** How items are worked on. */
export interface MapWork {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly work: (item: unknown, index: number) => unknown;
}

/** Any source of items. */
export type Items = AsyncIterable<unknown> | Iterable<unknown>;

/**
 * Works on items with bounded concurrency and keeps their order. Items are taken one at a time and only when there is
 * room for them, so an endless source is never read ahead. After a failure nothing more is taken, and what is under
 * way is waited for.
 *
 * @param items any iterable, async or not
 * @param options the work and its bound
 * @returns the results in the order of the items
 * @throws what the work or the source threw first
 */
export async function mapConcurrently(items: Items, { concurrency, signal, work }: MapWork): Promise<unknown[]> {
  const taker = createTaker(items, signal);
  const results: unknown[] = [];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    try {
      for (let taken = await taker.take(); taken !== undefined; taken = await taker.take()) {
        results[taken.index] = await work(taken.item, taken.index);
      }
    } catch (error) {
      failures.push(error);
      taker.stop();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (failures.length === 0) return results;
  await taker.close();
  throw failures[0];
}

interface Taken {
  readonly item: unknown;
  readonly index: number;
}

interface Taker {
  /** The next item, after all that were asked for before; undefined at the end. */
  take(): Promise<Taken | undefined>;
  /** Nothing more will be taken. */
  stop(): void;
  /** Lets the source free what it holds. */
  close(): Promise<void>;
}

/** Takes items strictly one after another: an iterator need not bear two questions at a time. */
function createTaker(items: Items, signal: AbortSignal): Taker {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let isOver = false;
  let count = 0;
  const next = async (): Promise<Taken | undefined> => {
    if (isOver) return undefined;
    if (count % STEPS_PER_TURN === STEPS_PER_TURN - 1) await eventLoopTurn();
    signal.throwIfAborted();
    const step = await iterator.next();
    if (step.done !== true) return { item: step.value, index: count++ };
    isOver = true;
    return undefined;
  };
  let turn: Promise<Taken | undefined> = Promise.resolve(undefined);
  const take = (): Promise<Taken | undefined> => {
    turn = turn.then(next);
    return turn;
  };
  const stop = (): void => {
    isOver = true;
  };
  // The failure that led here is the one to tell, not what the source says to being closed.
  const close = async (): Promise<void> => void (await Promise.resolve(iterator.return?.()).catch(() => undefined));
  return { take, stop, close };
}
