export { cancellationSuite } from "./suites/cancellation-suite.ts";
export { conformanceSuites } from "./suites/conformance-suites.ts";
export { errorSuite } from "./suites/error-suite.ts";
export { isolationSuite } from "./suites/isolation-suite.ts";
export { querySuite } from "./suites/query-suite.ts";
export type { SuiteOptions, SuiteRunner, SuiteTarget } from "./suites/suite-target.ts";
export { transactionSuite } from "./suites/transaction-suite.ts";
export { typeSuite } from "./suites/type-suite.ts";
export { updateSuite } from "./suites/update-suite.ts";
