import type { Connection } from "@dataflow/database";
import type { Node } from "@pgsql/types";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { TracedEffects } from "../effects/trace/traced-effects.ts";
import type { PredictionFacts } from "./prediction-facts.ts";

/** A statement as predictors take it. */
export interface PredictableStatement {
  readonly text: string;
  /** As PostgreSQL's grammar has it; absent on other databases. */
  readonly tree?: Node;
}

/** Foretells statement after statement, and remembers what they change. */
export type Predictor = (statement: PredictableStatement) => StatementEffects;

/** How the effects of statements are foretold and seen on one kind of database. */
export interface EffectsDialect {
  readFacts(connection: Connection): Promise<PredictionFacts>;
  /** The statements of a script. */
  split(sql: string): Promise<readonly PredictableStatement[]>;
  predictor(facts: PredictionFacts): Predictor;
  trace(connection: Connection, statements: readonly string[]): Promise<readonly TracedEffects[]>;
}
