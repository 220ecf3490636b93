export { expect, type RowExpectation } from "./matchers/node-expect.ts";
export { type TddFixtures, type TddTest, tddTest, test } from "./runners/node-test.ts";
