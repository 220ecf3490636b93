import { healthDialect } from "../../dialects/health-dialects.ts";
import type { Validator } from "../validator.ts";

const TRIES = 5;

/** Whether the connection lasts, and leads to one server all the time. */
export const connectionStability: Validator = {
  name: "connection_stability",
  question: "Do five questions in a row reach the same server?",
  async check({ connection }) {
    const { serverIdentity } = healthDialect(connection.dialect);
    const identities = new Set<string>();
    for (let count = 0; count < TRIES; count++) {
      await connection.ping();
      identities.add(await serverIdentity(connection));
    }
    const isOne = identities.size === 1;
    return {
      problems: isOne ? [] : [`the questions reached ${identities.size} servers, or one that was started anew`],
      figures: { tries: TRIES, servers: identities.size },
    };
  },
};
