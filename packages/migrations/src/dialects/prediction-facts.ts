import type { PostgresFacts } from "../effects/predict/postgres/facts.ts";
import type { SqliteFacts } from "../effects/predict/sqlite/facts.ts";

/** All that a database has to be asked before the effects of statements on it can be foretold: frozen plain data. */
export type PredictionFacts = PostgresFacts | SqliteFacts;
