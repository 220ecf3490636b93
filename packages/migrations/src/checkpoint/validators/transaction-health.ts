import { healthDialect } from "../../dialects/health-dialects.ts";
import type { Validator } from "../validator.ts";

/** Whether transactions of others are in the way, or will be. */
export const transactionHealth: Validator = {
  name: "transaction_health",
  question: "Is no transaction open for too long?",
  async check({ connection, limits }) {
    const problems = await healthDialect(connection.dialect).transactionProblems(connection, limits.transactionMs);
    return { problems, figures: { longTransactions: problems.length } };
  },
};
