import type { Connection } from "@dataflow/database";
import type { CountQuestion, DuplicateQuestion } from "../facts-dialect.ts";

/** Between two looks at the clock. */
const BATCH = 200;
/** So many rows are grouped to see how fast that goes. */
const PROBE = 10_000;

/**
 * Counts rows. A statement runs in this process and cannot be stopped, so every row is looked at here.
 *
 * @param connection the database
 * @param question the rows
 * @param timeoutMs the longest it may take
 * @returns how many; undefined when time was over
 */
export async function countRows(
  connection: Connection,
  { from, where }: CountQuestion,
  timeoutMs: number,
): Promise<number | undefined> {
  const end = performance.now() + timeoutMs;
  let count = 0;
  for await (const batch of connection.stream({ text: `SELECT (${where}) IS TRUE FROM ${from}` }, [], {
    batchSize: BATCH,
  })) {
    for (const [flag] of batch) count += Number(flag);
    if (performance.now() > end) return undefined;
  }
  return count;
}

/**
 * Counts the rows that a unique key would not take. Grouping cannot be stopped: it is only begun when a small part of it
 * shows that it will end in time.
 *
 * @param connection the database
 * @param question the key
 * @param timeoutMs the longest it may take
 * @returns how many; undefined when it would take too long
 */
export async function countDuplicates(
  connection: Connection,
  question: DuplicateQuestion,
  timeoutMs: number,
): Promise<number | undefined> {
  const begin = performance.now();
  const rows = await countRows(connection, { from: question.from, where: question.where ?? "1" }, timeoutMs);
  if (rows === undefined) return undefined;
  const counted = performance.now();
  const part = `(SELECT * FROM ${question.from} LIMIT ${PROBE})`;
  if (rows > PROBE) {
    await connection.query(duplicatesSql({ ...question, from: part }));
    // Sorting takes a little more than its share.
    const expected = ((performance.now() - counted) * rows * 2) / PROBE;
    if (performance.now() - begin + expected > timeoutMs) return undefined;
  }
  const found = await connection.query(duplicatesSql(question));
  return Number(found.rows[0]?.n);
}

/** The query that counts them. */
export function duplicatesSql({ from, key, where }: DuplicateQuestion): string {
  const rows = where === undefined ? "" : ` WHERE ${where}`;
  const groups = `SELECT count(*) AS c FROM ${from}${rows} GROUP BY ${key.join(", ")} HAVING count(*) > 1`;
  return `SELECT coalesce(sum(c - 1), 0) AS n FROM (${groups})`;
}
