import type { Connection } from "@dataflow/database";
import { number } from "./catalog-row.ts";

/** Without a search path every name is qualified; compiling a query that runs once costs more than it saves. */
const PINNED: readonly (readonly [name: string, value: string])[] = [
  ["search_path", ""],
  ["quote_all_identifiers", "off"],
  ["jit", "off"],
];

/**
 * Runs `body` with the settings that definitions depend on, and afterwards with those from before: a caller's transaction
 * goes on with its own.
 *
 * @param connection the database
 * @param body what reads definitions; it is told the server's version as a number
 * @returns what `body` gave
 */
export async function withPinnedSettings<Result>(
  connection: Connection,
  body: (serverVersion: number) => Result | Promise<Result>,
): Promise<Result> {
  return connection.transaction(async () => {
    const names = PINNED.map(([name]) => `current_setting('${name}') AS "${name}"`);
    const before =
      (await connection.query(`SELECT ${names.join(", ")}, current_setting('server_version_num')::int AS version`))
        .rows[0] ?? {};
    await connection.query(
      setting(),
      PINNED.map(([, value]) => value),
    );
    const result = await body(number(before, "version"));
    await connection.query(
      setting(),
      PINNED.map(([name]) => before[name]),
    );
    return result;
  });
}

/** Until the end of the transaction. */
function setting(): string {
  return `SELECT ${PINNED.map(([name], index) => `set_config('${name}', $${index + 1}, true)`).join(", ")}`;
}
