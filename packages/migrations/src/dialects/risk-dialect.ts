import type { Connection } from "@dataflow/database";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { PlanStep } from "../plan/migration-plan.ts";

/** How the risk of steps is found out on a kind of database. */
export interface RiskDialect {
  /** What the steps do to relations, for each step in order: what its statements do one after the other. */
  effects(connection: Connection, steps: readonly PlanStep[]): Promise<readonly (readonly StatementEffects[])[]>;
}
