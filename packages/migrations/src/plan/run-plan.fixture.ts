import type { Connection } from "@dataflow/database";
import type { MigrationPlan, PlanStep } from "./migration-plan.ts";

/** Runs a plan as it stands, without lock and journal. */
export async function runPlan(connection: Connection, plan: MigrationPlan): Promise<void> {
  if (connection.dialect === "sqlite") await connection.run("PRAGMA foreign_keys = OFF");
  for (const { mode, steps } of plan.segments) {
    const body = async (): Promise<void> => {
      for (const step of steps) await runStep(connection, step);
    };
    await (mode === "transactional" ? connection.transaction(body) : body());
  }
  if (connection.dialect === "sqlite") await connection.run("PRAGMA foreign_keys = ON");
}

async function runStep(connection: Connection, { id, statements, checks = [] }: PlanStep): Promise<void> {
  for (const [index, sql] of statements.entries()) {
    try {
      await connection.run(sql);
    } catch (error) {
      throw new Error(`${id}: ${sql}`, { cause: error });
    }
    for (const check of checks.filter(({ after }) => after === index + 1)) {
      const { rows } = await connection.query(check.sql);
      if (rows.length > 0) throw new Error(`${id}: ${check.message}`);
    }
  }
}
