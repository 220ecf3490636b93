import { setTimeout as sleep } from "node:timers/promises";
import { defineNode, LocalRuntime, type Workflow, WorkflowBuilder } from "@dataflow/core";
import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { afterEach, describe, expect, it } from "vitest";
import { DataFlow } from "../dataflow/dataflow.ts";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import type { SagaStep } from "../sagas/saga.ts";

const Entry = defineModel("Entry", { account: field.text(), amount: field.integer(), at: field.timestamp() });

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

describe.each(databases)("a saga on $name", ({ freshUrl }) => {
  async function shop(url?: string) {
    const db = new DataFlow(url ?? (await freshUrl()), { models: { Entry } });
    opened.push(db);
    const at = new Date("2026-01-02T03:04:05.678Z");
    const add = (account: string) =>
      db
        .workflow()
        .addNode("EntryCreateNode", "entry", { account, at })
        .build({ inputs: { entry: ["amount"] } });
    const remove = db
      .workflow()
      .addNode("EntryDeleteNode", "gone", {})
      .build({ inputs: { gone: ["recordId"] } });
    const step = (name: string): SagaStep => ({
      name,
      action: untyped(add(name)),
      inputs: { "entry.amount": "input.amount" },
      compensation: untyped(remove),
      compensationInputs: { "gone.recordId": `${name}.entry.id` },
    });
    const run = async (key: string, steps: readonly SagaStep[], amount = 5) => {
      const workflow = db.workflow().addNode("SagaNode", "saga", { saga: "pay", key, steps, input: { amount } });
      return (await new LocalRuntime().execute(workflow.build())).results.saga;
    };
    const accounts = async () =>
      (await db.models.Entry.list({ orderBy: ["id"] })).records.map(({ account }) => account);
    return { db, step, run, accounts };
  }

  it("does its steps in order, once for each key, and gives what they gave", async () => {
    const { db, step, run, accounts } = await shop();
    const steps = [step("first"), step("second")];
    const done = await run("a", steps);
    expect(done.resumed).toBe(false);
    expect(done.results).toMatchObject({ first: { entry: { account: "first", amount: 5 } }, second: {} });
    const again = await run("a", steps, 99);
    expect(again.resumed).toBe(true);
    expect(again.results).toEqual(done.results);
    expect(await accounts()).toEqual(["first", "second"]);
    expect(await db.sagas.unfinished()).toEqual([]);
  });

  it("takes everything back in reverse order when a step fails, and says why", async () => {
    const { db, step, run, accounts } = await shop();
    const order: string[] = [];
    const steps = ["first", "second"].map(step).map((one) => ({ ...one, compensation: noted(order, one) }));
    await expect(run("b", [...steps, failing("third")])).rejects.toMatchObject({
      cause: { code: "MODEL.SAGA_COMPENSATED", meta: { step: "third" } },
    });
    expect(order).toEqual(["second", "first"]);
    expect(await accounts()).toEqual([]);
    expect(await db.sagas.unfinished()).toEqual([]);
    await expect(run("b", [...steps, failing("third")])).rejects.toMatchObject({
      cause: { code: "MODEL.SAGA_COMPENSATED" },
    });
    expect(order).toEqual(["second", "first"]);
  });

  it("stays where it is when a compensation fails, and goes on from there", async () => {
    const { db, step, run, accounts } = await shop();
    const stuck = { ...step("second"), compensation: failing("x").action, compensationInputs: {} };
    await expect(run("c", [step("first"), stuck, failing("third")])).rejects.toMatchObject({
      cause: { code: "MODEL.SAGA_STUCK", meta: { step: "second" } },
    });
    expect(await accounts()).toEqual(["first", "second"]);
    expect(await db.sagas.unfinished()).toEqual([{ saga: "pay", key: "c", status: "compensating", step: "second" }]);
    await expect(run("c", [step("first"), step("second"), failing("third")])).rejects.toMatchObject({
      cause: { code: "MODEL.SAGA_COMPENSATED" },
    });
    expect(await accounts()).toEqual([]);
  });

  it("is left by a run that is cancelled, and another run goes on with the values it began with", async () => {
    const { db, step, run, accounts } = await shop();
    const controller = new AbortController();
    const cancelling = { ...step("second"), action: calling(() => controller.abort()), inputs: {} };
    const workflow = db
      .workflow()
      .addNode("SagaNode", "saga", { saga: "pay", key: "d", steps: [step("first"), cancelling], input: { amount: 1 } });
    await expect(new LocalRuntime().execute(workflow.build(), { signal: controller.signal })).rejects.toThrow();
    expect(await accounts()).toEqual(["first"]);
    expect(await db.sagas.unfinished()).toEqual([{ saga: "pay", key: "d", status: "running", step: "second" }]);
    const done = await run("d", [step("first"), step("second")], 99);
    expect(done).toMatchObject({ resumed: true, results: { second: { entry: { amount: 1 } } } });
    expect(await accounts()).toEqual(["first", "second"]);
  });

  it("is done once by two that run it at the same time", async () => {
    const url = await freshUrl();
    const [one, other] = [await shop(url), await shop(url)];
    await one.run("before", [one.step("zero")]);
    const both = await Promise.allSettled([
      one.run("e", [one.step("first"), one.step("second")]),
      other.run("e", [other.step("first"), other.step("second")]),
    ]);
    expect(both.map(({ status }) => status)).toContain("fulfilled");
    for (const end of both)
      if (end.status === "rejected") expect(end.reason).toMatchObject({ cause: { code: "MODEL.SAGA_TAKEN_OVER" } });
    expect(await one.accounts()).toEqual(["zero", "first", "second"]);
  });

  it("lets a second run wait before a step that a first one is at, so that other systems are asked once", async () => {
    const url = await freshUrl();
    const [one, other] = [await shop(url), await shop(url)];
    await one.run("before", [one.step("zero")]);
    const [asked, answer] = [gate(), gate()];
    let times = 0;
    const ask = defineNode({
      type: "AskNode",
      run: async () => {
        times++;
        asked.open();
        await answer.opened;
        return { answer: "yes" };
      },
    });
    const asking = ({ db }: typeof one): SagaStep[] => [
      { name: "ask", action: untyped(db.workflow().addNode(ask, "ask", {}).build()) },
    ];
    const first = one.run("g", asking(one));
    await asked.opened;
    const second = other.run("g", asking(other)).catch((error: unknown) => error);
    // Time enough to come to the step, if it did not wait.
    await sleep(100);
    answer.open();
    await first;
    await second;
    expect(times).toBe(1);
  });

  it("refuses other steps, mistakes, and a transaction around it", async () => {
    const { db, step, run } = await shop();
    await run("f", [step("first")]);
    await expect(run("f", [step("other")])).rejects.toMatchObject({ cause: { code: "MODEL.SAGA_CHANGED" } });
    const workflow = db.workflow().addNode("SagaNode", "saga", { saga: "pay", key: "g", steps: [step("first")] });
    const around = new LocalRuntime().execute(workflow.build(), { transaction: true });
    await expect(around).rejects.toMatchObject({ cause: { code: "MODEL.SAGA_IN_TRANSACTION" } });
    const wrong = [step("a"), { ...step("a"), inputs: { "entry.amuont": "input.amount" } }];
    const built = () => db.workflow().addNode("SagaNode", "saga", { saga: "", key: "g", steps: wrong }).build();
    expect(built).toThrow(/"saga".*\n?.*/);
    expect(built).toThrow(/two steps "a"/);
    expect(built).toThrow(/entry\.amount/);
  });
});

/** A step takes any workflow; what its nodes are typed as is its builder's affair. */
function untyped(workflow: object): Workflow {
  return workflow as Workflow;
}

function calling(call: () => void): Workflow {
  const node = defineNode({ type: "CallNode", run: () => call() ?? {} });
  return untyped(new WorkflowBuilder().addNode(node, "call", {}).build());
}

function failing(name: string): SagaStep {
  const call = () => {
    throw new Error("no");
  };
  return { name, action: calling(call) };
}

/** The step's own compensation, after a note of its name. */
function noted(order: string[], step: SagaStep): Workflow {
  const node = defineNode({ type: "NoteNode", run: () => ({ count: order.push(step.name) }) });
  const inner = step.compensation;
  if (inner === undefined) throw new Error("nothing to take back");
  return untyped(
    new WorkflowBuilder()
      .addNode(node, "note", {})
      .addNode("WorkflowNode", "gone", { workflow: inner, inputs: { recordId: "gone.recordId" } })
      .build({ inputs: { gone: ["recordId"] } }),
  );
}
