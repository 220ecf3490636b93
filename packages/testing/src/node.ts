export { type TddFixtures, type TddTest, tddTest, test } from "./runners/node-test.ts";
