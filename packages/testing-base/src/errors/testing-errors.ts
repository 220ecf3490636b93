import { defineErrors } from "@dataflow/core";

/**
 * The errors of this package: a throw-away server that is not there, does not start, or is not the one that was asked for.
 *
 * @example
 * ```ts
 * import { testingErrors } from "@dataflow/testing-base";
 *
 * const codes = Object.keys(testingErrors.kinds).map((subcode) => `${testingErrors.namespace}.${subcode}`);
 * ```
 */
export const testingErrors = defineErrors("TESTING", {
  NO_POSTGRES: { title: "No PostgreSQL was found to run the tests on" },
  POSTGRES_NOT_STARTED: { title: "The throw-away PostgreSQL did not start" },
  FOREIGN_SERVER: { title: "Another PostgreSQL answered than the one that was started" },
  UNREACHABLE_SERVER: { title: "The PostgreSQL named for tests cannot be reached" },
});
