import type { Connection, TransactionOptions } from "@dataflow/database";

/** Thrown to end a transaction without a trace. */
class TakenBack extends Error {}

/** Runs `body` in a transaction that is always taken back. */
export async function takenBack(
  connection: Connection,
  body: () => Promise<void>,
  options: TransactionOptions = {},
): Promise<void> {
  const end = new TakenBack();
  try {
    await connection.transaction(async () => {
      await body();
      throw end;
    }, options);
  } catch (error) {
    if (error !== end) throw error;
  }
}
