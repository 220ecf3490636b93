import { plannedEffects } from "../../risk/planned-effects.ts";
import type { RiskDialect } from "../risk-dialect.ts";

/** How the risk of steps is found out on PostgreSQL. */
export const postgresRisk: RiskDialect = Object.freeze({
  effects: async (_, steps) => steps.map((step) => [plannedEffects(step)]),
} satisfies RiskDialect);
