import { tddModels } from "@dataflow/testing";
import { expect, tddTest } from "@dataflow/testing/vitest";

const test = tddTest({ models: tddModels });

test("has fixtures and matchers", async ({ tddModels: { User }, tddPerformanceTest }) => {
  const user = await User.create({ name: "Ann", email: "a@example.com" });
  const name: string = user.name;
  // @ts-expect-error The fixtures have types: a name is no number.
  const wrong: number = user.name;
  expect([name, wrong]).toEqual(["Ann", "Ann"]);
  expect(user).toMatchRow({ name: "Ann" });
  await expect(User).toHaveRows([{ name: "Ann" }]);
  await tddPerformanceTest.within({ statements: 1 }, () => User.count());
});
