import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";

/** An environment used more than it may. */
export function stagingLimit(
  name: string,
  limit: { readonly what: "storage" | "time"; readonly allowed: number; readonly used: number },
): DataFlowError {
  const unit = limit.what === "storage" ? "bytes" : "ms";
  return migrationErrors.create("STAGING_LIMIT", {
    message: `The staging environment "${name}" needs more ${limit.what} than the ${limit.allowed} ${unit} that it may use (it had ${limit.used}); it was removed`,
    why: `the ${limit.what} limit of its resourceLimits was reached`,
    fix:
      limit.what === "storage" ? "choose fewer rows, or allow more storage" : "choose fewer rows, or allow more time",
    meta: { limit: limit.what, allowed: limit.allowed, used: limit.used },
  });
}

/** An environment could not be made. */
export function stagingFailed(
  name: string,
  { doing, isRemoved }: { readonly doing: string; readonly isRemoved: boolean },
  cause: unknown,
): DataFlowError {
  const reason = isDataFlowError(cause) ? cause.why : "the database refused it";
  const rest = isRemoved
    ? "what there was of it is removed"
    : "what there is of it goes with the next cleanupOrphans()";
  return migrationErrors.create("STAGING_FAILED", {
    message: `The staging environment "${name}" could not be made: ${doing} failed; ${rest}`,
    why: reason,
    fix: "give the user what it may not do yet, change the sample or the masks, or make environments elsewhere (stagingUrl)",
    meta: { doing, ...(isDataFlowError(cause) && { errorCode: cause.code }) },
    cause,
  });
}

/** An environment is not there any more. */
export function stagingGone(name: string): DataFlowError {
  return migrationErrors.create("STAGING_GONE", {
    message: `The staging environment "${name}" is not there any more`,
    why: "it was cleaned up, or this manager did not make it",
    fix: "make a new one with createStagingEnvironment, and use it before it is cleaned up",
  });
}
