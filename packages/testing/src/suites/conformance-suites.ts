import { cancellationSuite } from "./cancellation-suite.ts";
import { errorSuite } from "./error-suite.ts";
import { isolationSuite } from "./isolation-suite.ts";
import { querySuite } from "./query-suite.ts";
import type { SuiteOptions, SuiteRunner, SuiteTarget } from "./suite-target.ts";
import { transactionSuite } from "./transaction-suite.ts";
import { typeSuite } from "./type-suite.ts";
import { updateSuite } from "./update-suite.ts";

/**
 * Everything that a driver or a dialect is held to, in one call: queries, updates, transactions, types, errors,
 * cancellation, isolation.
 *
 * @param runner where the tests are declared: `describe` and `it` of any test runner
 * @param target what is tested
 * @param options the seed, and how much generated input is tried
 * @example
 * ```ts
 * import { describe, it } from "node:test";
 * import { connect } from "@dataflow/database";
 * import { conformanceSuites } from "@dataflow/testing/suites";
 *
 * conformanceSuites({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") }, { runs: 1_000 });
 * ```
 */
export function conformanceSuites(runner: SuiteRunner, target: SuiteTarget, options: SuiteOptions = {}): void {
  for (const suite of [querySuite, updateSuite, typeSuite]) suite(runner, target, options);
  for (const suite of [transactionSuite, errorSuite, cancellationSuite, isolationSuite]) suite(runner, target);
}
