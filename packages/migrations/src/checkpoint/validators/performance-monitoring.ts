import { healthDialect } from "../../dialects/health-dialects.ts";
import type { Validator } from "../validator.ts";

/** Whether the database still answers in time, and nobody has to wait. */
export const performanceMonitoring: Validator = {
  name: "performance_monitoring",
  question: "Does the database answer in time, and does nobody wait for a lock?",
  async check({ connection, limits }) {
    const startedAt = performance.now();
    await connection.query("SELECT 1 AS one");
    const roundTripMs = performance.now() - startedAt;
    const waiting = await healthDialect(connection.dialect).waitingSessions(connection);
    return {
      problems: [
        ...(roundTripMs > limits.roundTripMs ? [`an answer took ${roundTripMs.toFixed(1)} ms`] : []),
        ...(waiting > limits.waitingSessions ? [`${waiting} sessions wait for a lock`] : []),
      ],
      figures: { roundTripMs, waitingSessions: waiting },
    };
  },
};
