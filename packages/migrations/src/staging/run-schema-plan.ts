import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";

/** What may be missing in a copy without making it useless; anything else has to be there. */
const DISPENSABLE = /^(extension|publication|eventTrigger|comment|grant|defaultGrant) /;

/** An object that could not be made. */
export interface LeftOutObject {
  readonly object: ObjectId;
  readonly reason: string;
}

/**
 * Makes objects, step by step: the database is nobody else's, so there is neither a lock nor a journal.
 *
 * @param connection the database
 * @param plan what to make
 * @param afterEach is called between two steps, and ends it all when it throws
 * @returns what could not be made, and is not needed
 */
export async function runSchemaPlan(
  connection: Connection,
  plan: MigrationPlan,
  afterEach: () => Promise<void>,
): Promise<readonly LeftOutObject[]> {
  const left: LeftOutObject[] = [];
  for (const { mode, steps } of plan.segments) {
    for (const step of steps) {
      try {
        const body = () => runStatements(connection, step);
        await (mode === "transactional" ? connection.transaction(body) : body());
      } catch (error) {
        if (!DISPENSABLE.test(step.object)) throw new StepProblem(step.id, error);
        left.push({ object: step.object, reason: isDataFlowError(error) ? error.code : "the database refused it" });
      }
      await afterEach();
    }
  }
  return left;
}

/** Which step failed. */
export class StepProblem extends Error {
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(step, { cause });
    this.step = step;
  }
}

async function runStatements(connection: Connection, { statements }: PlanStep): Promise<void> {
  for (const sql of statements) await connection.run(sql);
}
