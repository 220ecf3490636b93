import type { DialectName } from "@dataflow/core";
import type { MigrationStep } from "../operations/migration-step.ts";

/**
 * What will be done to a schema, as frozen data that survives JSON. Whoever looks at it (a dry run, a person, the one
 * who applies it) sees the same statements; the hash proves it.
 */
export interface Plan {
  /** The version of this format. */
  readonly version: 1;
  readonly dialect: DialectName;
  /** The tables it creates, in the order of their creation: `orders`, `billing.invoices`. */
  readonly tables: readonly string[];
  readonly steps: readonly MigrationStep[];
  /** SHA-256 of everything else. */
  readonly hash: string;
}
