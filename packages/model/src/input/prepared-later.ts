/**
 * What is ready when everything that it waits for is done.
 *
 * @param pending what it waits for
 * @param prepared what is then ready
 * @returns it, later
 */
export function preparedLater<Prepared>(pending: readonly Promise<void>[], prepared: Prepared): Promise<Prepared> {
  const ready = Promise.all(pending).then(() => prepared);
  // Rows are made ready ahead of time. Whoever stores them hears of a failure; when nobody comes to that, nobody has to.
  ready.catch(() => undefined);
  return ready;
}
