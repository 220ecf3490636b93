/**
 * The time that managed fields are filled with: the application's clock, to the millisecond, so that both databases
 * store the same and a returned row equals the stored one.
 */
export function currentTime(): Date {
  return new Date();
}
