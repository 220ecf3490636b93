import { defineErrors } from "@dataflow/core";

/**
 * The errors of fixtures: a test database that cannot be had, rows that cannot be made, and expectations about
 * performance that were not met.
 *
 * @example
 * ```ts
 * import { fixtureErrors } from "@dataflow/testing";
 *
 * const codes = Object.keys(fixtureErrors.kinds).map((subcode) => `${fixtureErrors.namespace}.${subcode}`);
 * ```
 */
export const fixtureErrors = defineErrors("FIXTURE", {
  UNKNOWN_OPTION: { title: "A fixture was given an option that does not exist" },
  INVALID_OPTION: { title: "An option of a fixture has a value that it cannot have" },
  TEMPLATE_IN_USE: { title: "A database cannot be copied while somebody is connected to it" },
  OVER_BUDGET: { title: "The database was asked for more than a test allows" },
  ROWS_READ_UNKNOWN: { title: "A test asks how many rows were read, and the database does not tell" },
  NO_VALID_VALUE: { title: "A factory found no valid value for a field" },
  CIRCULAR_REFERENCE: { title: "Rows that need each other have no first one" },
  INVALID_FILE: { title: "A file of fixtures cannot be read" },
  INVALID_ROW: { title: "A row of a file of fixtures cannot be stored" },
  UNKNOWN_ROW: { title: "A reference in a file of fixtures leads to no row" },
  CLOSED: { title: "A test database was used after it had been closed" },
});
