import type { Connection } from "@dataflow/database";
import { SeededChoices } from "@dataflow/testing-base/arbitraries";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { PlanOptions } from "../plan-options.ts";
import { assertEvolves } from "./assert-evolves.fixture.ts";
import { fillTables } from "./example-rows.fixture.ts";

/** Two schemas, each as statements; those that the server refuses are left out. */
export interface SchemaPair {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly options?: PlanOptions;
}

/** Opens a new empty database, and closes it with all that is in it. */
export type WithDatabase = <Result>(body: (connection: Connection) => Promise<Result>) => Promise<Result>;

/**
 * Takes databases from one schema of a pair to the other, there and back, with rows where both schemas have a place for
 * them.
 *
 * @param pair the pair
 * @param withDatabase opens databases
 * @throws the first thing that went wrong
 */
export async function runPair(pair: SchemaPair, withDatabase: WithDatabase): Promise<void> {
  await runDirection(pair, withDatabase);
  if (pair.options?.renames === undefined) await runDirection({ ...pair, from: pair.to, to: pair.from }, withDatabase);
}

/** How many directions were gone with rows, and how many only without because the rows have no place in the other schema. */
export const tally = { withRows: 0, withoutRows: 0 };

async function runDirection(pair: SchemaPair, withDatabase: WithDatabase): Promise<void> {
  const desired = await withDatabase(async (other) => {
    await create(other, pair.to);
    return readCatalog(other);
  });
  const evolve = (hasRows: boolean) =>
    withDatabase(async (one) => {
      await create(one, pair.from);
      const random = new SeededChoices(1);
      if (hasRows) await fillTables(one, await readCatalog(one), random);
      await assertEvolves(one, desired, pair.options);
    });
  try {
    await evolve(true);
    tally.withRows += 1;
  } catch (error) {
    if (!isAboutRows(error)) throw error;
    await evolve(false);
    tally.withoutRows += 1;
  }
}

async function create(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await connection.run(statement).catch(() => undefined);
}

/** Whether rows were in the way: they break a constraint, or their values do not fit. */
function isAboutRows(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (/_VIOLATION$|\.(?:VALUE_OUT_OF_RANGE|INVALID_VALUE)$/.test(code)) return true;
  }
  return false;
}
