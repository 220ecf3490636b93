import type { Connection } from "@dataflow/database";
import type { SchemaSnapshot } from "../snapshot/schema-snapshot.ts";
import type { CheckpointLimits } from "./checkpoint-limits.ts";

/** What a validator works with. */
export interface ValidationScene {
  readonly connection: Connection;
  /** The database before the migration, with checksums and statistics. */
  readonly baseline: SchemaSnapshot;
  readonly limits: CheckpointLimits;
}

/** What a validator has found. */
export interface ValidationFinding {
  /** What is wrong, one sentence each; none when the check passes. */
  readonly problems: readonly string[];
  /** What was measured, passed or not. */
  readonly figures: Readonly<Record<string, number | string>>;
}

/** One check: a question that is asked of the database, with figures for an answer. */
export interface Validator {
  readonly name: string;
  /** What it looks at, in one line. */
  readonly question: string;
  check(scene: ValidationScene): Promise<ValidationFinding>;
}
