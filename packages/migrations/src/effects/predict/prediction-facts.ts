import type { PostgresFacts } from "./postgres/facts.ts";
import type { SqliteFacts } from "./sqlite/facts.ts";

/** All that a database has to be asked before the effects of statements on it can be foretold: frozen plain data. */
export type PredictionFacts = PostgresFacts | SqliteFacts;
