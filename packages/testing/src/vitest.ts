export { expect } from "vitest";
export { type TddFixtures, tddTest, test } from "./runners/vitest-test.ts";
