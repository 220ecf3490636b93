import type { Connection } from "@dataflow/database";
import type { LoadQuery } from "@dataflow/query";

/**
 * Asks a question that the database answers in one row.
 *
 * @param connection where to ask
 * @param query the question
 * @returns the answer
 */
export async function ask<Result>(
  connection: Connection,
  { text, name, parameters, read }: LoadQuery<Result>,
): Promise<Result> {
  const { rows } = await connection.execute(name === undefined ? { text } : { text, name }, parameters);
  const [row] = rows;
  if (row === undefined) throw new Error("unreachable: a question has an answer");
  return read(row);
}
