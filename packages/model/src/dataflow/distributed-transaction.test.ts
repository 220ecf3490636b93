import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { DataFlow } from "./dataflow.ts";

const Order = defineModel("Order", { total: field.integer() }, { auditLog: true });
const Payment = defineModel("Payment", { orderId: field.integer(), total: field.integer().unique() });

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function shopAndBank(kinds: readonly ["sqlite" | "postgres", "sqlite" | "postgres"]) {
  const [shopUrl = "", bankUrl = ""] = await Promise.all(
    kinds.map((kind) => databases.find(({ name }) => name === kind)?.freshUrl()),
  );
  const shop = new DataFlow(shopUrl, { models: { Order } });
  const bank = new DataFlow(bankUrl, { models: { Payment } });
  opened.push(shop, bank);
  return { shop, bank };
}

describe.each([
  { kinds: ["postgres", "postgres"] },
  { kinds: ["sqlite", "postgres"] },
  { kinds: ["postgres", "sqlite"] },
] as const)("models of databases $kinds", ({ kinds }) => {
  it("change together, or not at all, in a database that had no tables yet", async () => {
    const { shop, bank } = await shopAndBank(kinds);
    const buy = (total: number) =>
      shop.distributedTransaction([bank], async () => {
        const order = await shop.models.Order.create({ total });
        return bank.models.Payment.create({ orderId: order.id, total });
      });
    await buy(20);
    await expect(buy(20)).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    expect(await shop.models.Order.count()).toEqual({ count: 1 });
    expect(await bank.models.Payment.count()).toEqual({ count: 1 });
    expect(await shop.recoverDistributedTransactions([bank])).toEqual([]);
    expect(await shop.showTables()).not.toContain("_dataflow_decisions");
  });
});

describe("a distributed transaction that is asked for wrongly", () => {
  it("is refused with what to write instead, and nothing is done", async () => {
    const { shop, bank } = await shopAndBank(["sqlite", "sqlite"]);
    const body = async () => expect.fail("the body ran");
    const asked = (others: unknown, work: unknown) =>
      // What untyped code may pass.
      shop.distributedTransaction(others as readonly (typeof bank)[], work as typeof body);
    const wrong = { code: "MODEL.INVALID_PARAMETER" };
    await expect(asked(bank, body)).rejects.toMatchObject({ ...wrong, meta: { parameter: "others" } });
    await expect(asked([bank.connection], body)).rejects.toMatchObject({ ...wrong, meta: { parameter: "others" } });
    const recovered = shop.recoverDistributedTransactions(bank as unknown as (typeof bank)[]); // as untyped code may
    await expect(recovered).rejects.toMatchObject({ ...wrong, meta: { parameter: "others" } });
    await expect(asked([bank], undefined)).rejects.toMatchObject({ ...wrong, meta: { parameter: "body" } });
    await expect(asked([bank], body)).rejects.toMatchObject({
      code: "DATABASE.DISTRIBUTED_REFUSED",
      fix: expect.stringContaining("saga"),
    });
    await expect(asked([shop], body)).rejects.toMatchObject({ code: "DATABASE.DISTRIBUTED_REFUSED" });
  });
});
