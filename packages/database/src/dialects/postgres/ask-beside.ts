import type { Client } from "pg";

const TIMEOUT_MS = 4_000;

/**
 * Asks over a connection of its own, which is closed again.
 *
 * @param connectBeside makes a connection that does not belong to the pool
 * @param text the question
 * @param values the values of its placeholders
 * @returns the rows
 * @throws the driver's error when the server cannot be reached or does not answer in time
 */
export async function askBeside(
  connectBeside: () => Client,
  text: string,
  values: readonly unknown[],
): Promise<readonly (readonly unknown[])[]> {
  const client = connectBeside();
  // Without a listener a connection that breaks would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    // `query_timeout` is read by the driver although its types do not know it.
    const config = { text, values: [...values], rowMode: "array" as const, query_timeout: TIMEOUT_MS };
    return (await client.query<unknown[]>(config)).rows;
  } finally {
    void client.end().catch(() => undefined);
  }
}
