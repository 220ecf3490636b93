import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { takenBack } from "../taken-back.ts";
import type { TracedEffects } from "../traced-effects.ts";
import { observedEffects, type States } from "./observed-effects.ts";
import { readState } from "./relation-state.ts";
import { traceOutside } from "./trace-outside.ts";

/** The server's word for a statement that cannot be a part of a transaction. */
const ACTIVE_TRANSACTION = "25001";

/** The one statement that gives tables new files because their rows are gone. */
const EMPTIES = /^\s*truncate\b/i;

/**
 * Runs statements one after the other in a transaction that is taken back. Those that the server refuses there are
 * looked at from a second session.
 */
export async function tracePostgres(
  connection: Connection,
  statements: readonly string[],
): Promise<readonly TracedEffects[]> {
  const traced: (TracedEffects | undefined)[] = [];
  await takenBack(connection, async () => {
    const process = Number((await connection.query("SELECT pg_backend_pid() AS process")).rows[0]?.process);
    const initial = await readState(connection, process);
    let before = initial;
    for (const statement of statements) {
      if (!(await runInside(connection, statement))) {
        traced.push(undefined);
        continue;
      }
      const after = await readState(connection, process);
      traced.push(tracedEffects(statement, { initial, before, after, empties: EMPTIES.test(statement) }));
      before = after;
    }
  });
  const complete: TracedEffects[] = [];
  for (const [index, effects] of traced.entries()) {
    complete.push(effects ?? (await traceOutside(connection, statements[index] ?? "", index > 0)));
  }
  return complete;
}

/** @returns false when the server refuses the statement in a transaction */
async function runInside(connection: Connection, statement: string): Promise<boolean> {
  try {
    await connection.transaction(() => connection.run(statement));
    return true;
  } catch (error) {
    if (isDataFlowError(error) && error.meta.sqlState === ACTIVE_TRANSACTION) return false;
    throw error;
  }
}

function tracedEffects(statement: string, states: States): TracedEffects {
  const { initial, before } = states;
  return {
    statement,
    relations: observedEffects(states),
    nonTransactional: false,
    waitsForTransactions: false,
    unknown: [],
    heldBefore: [...before.locks].flatMap(([oid, locks]) => {
      const relation = initial.relations.has(oid) ? before.relations.get(oid)?.relation : undefined;
      return relation === undefined ? [] : [{ relation, locks: [...locks] }];
    }),
  };
}
