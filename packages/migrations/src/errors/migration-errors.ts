import { defineErrors } from "@dataflow/core";

/** The errors of schema changes. Each has a page in `docs/errors`. */
export const migrationErrors = defineErrors("MIGRATION", {
  INVALID_SCHEMA: { title: "The tables asked for cannot be created as they are declared" },
  SCHEMA_MISMATCH: { title: "The database lacks something that the models need" },
  TABLE_OUTDATED: { title: "A table exists, but not as its model needs it" },
  LOCK_TIMEOUT: { title: "Another process held the schema for too long", isRetryable: true },
  LOCK_LOST: { title: "The migration lock is not held any more", isRetryable: true },
  POOLED_CONNECTION: { title: "A pooler does not keep the connection from statement to statement" },
  PLAN_OUTDATED: { title: "The schema is not the one that the plan was made for" },
  INVALID_PLAN: { title: "A plan has a step that cannot be applied safely" },
  UNEXPECTED_RESULT: { title: "A plan did not lead to the schema that it promised" },
  FOREIGN_KEYS_BROKEN: { title: "A step left rows that refer to nothing" },
  BACKFILL_INCOMPLETE: { title: "Rows are still to be filled after a backfill" },
  CANCELLED: { title: "A migration was cancelled" },
  STEP_FAILED: { title: "A step of a schema change failed" },
  PLAN_CHANGED: { title: "A plan is not the one that was made" },
  WRONG_DATABASE: { title: "A plan was made for another kind of database" },
  INSIDE_TRANSACTION: { title: "Tables cannot be created inside a transaction of the caller" },
  UNREADABLE_CATALOG: { title: "The catalog of a database changed while it was read", isRetryable: true },
  UNKNOWN_OPTION: { title: "An option is not known" },
  CHECK_FAILED: { title: "A step's own check found its work wrong" },
  UNKNOWN_RENAME: { title: "A rename starts from something that is not there" },
  FILES_CHANGED: { title: "Files of migrations are not what was reviewed" },
  FILES_OUT_OF_ORDER: { title: "A migration comes before one that is applied already" },
  UNDECIDED: { title: "A change has to be allowed or explained before it is written" },
  INVALID_OPTION: { title: "An option has a value it cannot have" },
});
