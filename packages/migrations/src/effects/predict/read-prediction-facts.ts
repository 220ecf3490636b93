import type { Connection } from "@dataflow/database";
import { effectsDialect } from "../../dialects/effects-dialects.ts";
import type { PredictionFacts } from "../../dialects/prediction-facts.ts";

/** The work of the exported `readPredictionFacts`, which says what it promises. */
export function readPredictionFacts(connection: Connection): Promise<PredictionFacts> {
  return effectsDialect(connection.dialect).readFacts(connection);
}
