/**
 * What a source gives until a signal is aborted: also while the source is being waited for, which may be for ever.
 *
 * @param source anything that can be awaited item by item
 * @param signal when to stop waiting
 * @returns the same items; the source itself without a signal
 * @throws the signal's reason when it is aborted
 */
export function untilAborted<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal | undefined,
): AsyncIterable<Value> {
  return signal === undefined ? source : stoppable(source, signal);
}

async function* stoppable<Value>(source: AsyncIterable<Value>, signal: AbortSignal): AsyncGenerator<Value> {
  const iterator = source[Symbol.asyncIterator]();
  // One listener for all items: a promise of the abort that each of them is raced with would keep them all.
  let stop: ((reason: unknown) => void) | undefined;
  const onAbort = (): void => stop?.(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  let isAsked = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      isAsked = true;
      const { value, done } = await new Promise<IteratorResult<Value, unknown>>((resolve, reject) => {
        stop = reject;
        iterator.next().then(resolve, reject);
      });
      isAsked = false;
      if (done === true) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    const closed = iterator.return?.();
    // A source that has not answered may never do so.
    if (isAsked) closed?.catch(() => undefined);
    else await closed;
  }
}
