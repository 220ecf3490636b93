import { setImmediate } from "node:timers/promises";

/**
 * Waits for a statement that is on its way, and does something else meanwhile. First the event loop turns: the rest of a
 * long statement may still have to be written, and until then the database would wait, too.
 *
 * @param sent the statement
 * @param work what is done meanwhile
 * @returns what both gave; they are waited for at once, so that work that fails leaves no statement that nobody waits for
 */
export async function whileSent<Result, Done>(
  sent: Promise<Result>,
  work: () => Done,
): Promise<readonly [Result, Done]> {
  const turned = async () => {
    await setImmediate();
    return { done: work() };
  };
  const [result, { done }] = await Promise.all([sent, turned()]);
  return [result, done];
}
