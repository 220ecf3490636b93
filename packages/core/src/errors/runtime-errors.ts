import { defineErrors } from "./error-catalog.ts";

/** The errors of running workflows. */
export const runtimeErrors = defineErrors("RUNTIME", {
  NODE_FAILED: { title: "A node of the workflow failed" },
  NODE_TIMEOUT: { title: "A node took longer than its timeoutMs", isRetryable: true },
  CANCELLED: { title: "The run was cancelled" },
  UNKNOWN_OPTION: { title: "An option of the runtime or of a run does not exist" },
  INVALID_OPTION: { title: "An option of the runtime or of a run has a value that it does not take" },
  UNKNOWN_INPUT: { title: "The inputs of a run name a node or a parameter that does not exist" },
  MISSING_INPUT: { title: "A run was not given an input that the workflow was built to expect" },
  NO_TRANSACTION: { title: "A transaction was asked for where none can be opened" },
  TOO_DEEP: { title: "Workflows are nested too deeply" },
  SCOPE_LEFT_OPEN: { title: "A run was over while a scope was still open" },
  SCOPE_NOT_REPEATABLE: { title: "A scope is to be run again, and what it is given can be read only once" },
  NO_RUN: { title: "A nested workflow was started outside a run" },
});
