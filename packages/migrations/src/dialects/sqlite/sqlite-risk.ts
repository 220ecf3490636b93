import { plannedEffects } from "../../risk/planned-effects.ts";
import type { RiskDialect } from "../risk-dialect.ts";

/** How the risk of steps is found out on SQLite: there is one lock, that of the file, and whoever writes has it. */
export const sqliteRisk: RiskDialect = Object.freeze({
  effects: async (connection, steps) => steps.map((step) => [plannedEffects(step, connection.target)]),
} satisfies RiskDialect);
