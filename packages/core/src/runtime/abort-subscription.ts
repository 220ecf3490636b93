/** Signal → what is called when it is aborted. */
const subscribers = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Hears of an abort. Many runs may share one signal (that of a whole server, for one); it gets one listener for all of
 * them, because Node takes more than ten for a leak and warns.
 *
 * @param signal the signal, not yet aborted
 * @param callback called once, when it is
 * @returns how to stop listening
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = subscribers.get(signal) ?? subscribe(signal);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0 || subscribers.get(signal) !== callbacks) return;
    subscribers.delete(signal);
    removers.get(callbacks)?.();
  };
}

/** How a signal's one listener is taken away again. */
const removers = new WeakMap<Set<() => void>, () => void>();

function subscribe(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener("abort", listener, { once: true });
  subscribers.set(signal, callbacks);
  removers.set(callbacks, () => signal.removeEventListener("abort", listener));
  return callbacks;
}
