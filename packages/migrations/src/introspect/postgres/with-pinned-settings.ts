import type { Connection } from "@dataflow/database";
import { type CatalogRow, number } from "./catalog-row.ts";

/** Without a search path every name is qualified; compiling a query that runs once costs more than it saves. */
const PINNED: readonly (readonly [name: string, value: string])[] = [
  ["search_path", ""],
  ["quote_all_identifiers", "off"],
  ["jit", "off"],
];

/** What is known before the catalog is read. */
export interface PinnedReading {
  /** The server's version as a number. */
  readonly serverVersion: number;
  /** Whether all statements of the body see the database at one moment. */
  readonly isOneMoment: boolean;
  /** Which of the conditions hold, in their order. */
  readonly holds: readonly boolean[];
}

/**
 * Runs `body` with the settings that definitions depend on. In a transaction of the caller, the settings are those from
 * before afterwards, for it goes on with its own; and each statement may see what others have committed meanwhile.
 *
 * @param connection the database
 * @param conditions SQL conditions to be looked at first
 * @param body what reads definitions
 * @returns what `body` gave
 */
export async function withPinnedSettings<Result>(
  connection: Connection,
  conditions: readonly string[],
  body: (reading: PinnedReading) => Promise<Result>,
): Promise<Result> {
  const ask = ["current_setting('server_version_num')::int AS version", ...conditions.map(asked)];
  const values = PINNED.map(([, value]) => value);
  // A transaction that stands in for a connection has no isolation level of its own.
  const isOneMoment = !connection.inTransaction && connection.capabilities.multipleConnections;
  if (isOneMoment) {
    return connection.transaction(
      async () => {
        const { rows } = await connection.query(`SELECT ${[...ask, ...settings()].join(", ")}`, values);
        return body(readingOf(rows[0] ?? {}, conditions, isOneMoment));
      },
      { isolation: "repeatable read", readOnly: true },
    );
  }
  return connection.transaction(async () => {
    const names = PINNED.map(([name]) => `current_setting('${name}') AS "${name}"`);
    const before = (await connection.query(`SELECT ${[...ask, ...names].join(", ")}`)).rows[0] ?? {};
    await connection.query(`SELECT ${settings().join(", ")}`, values);
    const result = await body(readingOf(before, conditions, isOneMoment));
    await connection.query(
      `SELECT ${settings().join(", ")}`,
      PINNED.map(([name]) => before[name]),
    );
    return result;
  });
}

/** Until the end of the transaction. */
function settings(): readonly string[] {
  return PINNED.map(([name], index) => `set_config('${name}', $${index + 1}, true)`);
}

function asked(condition: string, index: number): string {
  return `(${condition}) AS "holds${index}"`;
}

function readingOf(row: CatalogRow, conditions: readonly string[], isOneMoment: boolean): PinnedReading {
  return {
    serverVersion: number(row, "version"),
    isOneMoment,
    holds: conditions.map((_, index) => row[`holds${index}`] === true),
  };
}
