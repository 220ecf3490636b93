import { describe } from "vitest";
import { expect, test } from "../vitest.ts";
import { rowMatchers } from "./row-matchers.ts";

const ann = { name: "Ann", email: "a@example.com" };
const bob = { name: "Bob", email: "b@example.com" };

describe("the matchers of rows", () => {
  test("match a row by the fields that matter", async ({ tddModels }) => {
    const user = await tddModels.User.create(ann);
    expect(user).toMatchRow({ name: "Ann", active: true, id: expect.any(Number) });
    expect(user).toMatchRow({ createdAt: new Date(user.createdAt) });
    expect(user).not.toMatchRow({ name: "Bob" });
    expect({ bytes: Buffer.from([1]) }).toMatchRow({ bytes: Uint8Array.of(1) });
    expect(() => expect(user).toMatchRow({ name: "Bob", email: "x" })).toThrow(/differs in name, email/);
    expect(() => expect(undefined).toMatchRow({ name: "Bob" })).toThrow(/differs in name/);
  });

  test("match all rows of a table, in any order", async ({ tddModels: { User } }) => {
    await expect(User).toHaveRows([]);
    await User.bulkCreate([ann, bob, { name: "Ann", email: "c@example.com" }]);
    await expect(User).toHaveRows([{ name: "Bob" }, { name: "Ann" }, { name: "Ann" }]);
    await expect(User).toHaveRows([{ email: "b@example.com" }], { name: "Bob" });
    await expect(User).not.toHaveRows([{ name: "Ann" }, { name: "Bob" }]);
    await expect(expect(User).toHaveRows([ann, ann, bob])).rejects.toThrow(/missing.*Ann/s);
    await expect(expect([]).toHaveRows([])).rejects.toMatchObject({ code: "FIXTURE.INVALID_OPTION" });
  });

  test("match a violation", async ({ tddModels: { User, Order } }) => {
    await User.create(ann);
    await expect(User.create(ann)).toViolate("unique", ["email"]);
    await expect(() => User.create(ann)).toViolate("unique");
    await expect(() => Order.create({ userId: 99, productId: 99 })).toViolate("foreignKey");
    await expect(User.create(bob)).not.toViolate("unique");
    await expect(User.create(ann)).not.toViolate("unique", ["name"]);
    await expect(expect(User.list()).toViolate("unique")).rejects.toThrow(/nothing failed/);
    await expect(rowMatchers.toViolate(() => 1, "uniqe")).rejects.toMatchObject({ code: "FIXTURE.INVALID_OPTION" });
  });
});
