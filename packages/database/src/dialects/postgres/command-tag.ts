/**
 * How many rows a command gave or changed, by what the server says at its end: `"INSERT 0 5"`, `"UPDATE 3"`.
 *
 * @param tag what the server says
 * @returns the number; 0 for commands that have none, such as `"CREATE TABLE"`
 */
export function countOf(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(" ") + 1));
  return Number.isNaN(count) ? 0 : count;
}
