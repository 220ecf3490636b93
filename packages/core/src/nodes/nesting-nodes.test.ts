import { describe, expect, it } from "vitest";
import { createNodeRegistry } from "../node/create-node-registry.ts";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import { runNested } from "../runtime/nested-run.ts";
import { gate, openNode, rejectionOf, thrownBy, turns, untyped } from "../test-support/node-kit.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { functionNode } from "./function-node.ts";

const runtime = new LocalRuntime();
const double = functionNode((input: { n: number }) => ({ n: input.n * 2 }));
/** One expected input and one last node, so that nothing has to be named. */
const doubling = new WorkflowBuilder().addNode(double, "double").build({ inputs: { double: ["n"] } });

async function resultOf(workflow: Workflow<{ readonly it: { readonly input: object; readonly output: unknown } }>) {
  return (await runtime.execute(workflow)).results.it;
}

describe("MapNode", () => {
  async function* numbers(upTo: number) {
    for (let n = 1; n <= upTo; n++) yield n;
  }

  it.each([[[1, 2, 3]], [new Set([1, 2, 3])], [numbers(3)]])(
    "runs a workflow for each item, in order: %#",
    async (items) => {
      const each = new WorkflowBuilder()
        .addNode("MapNode", "it", { items, workflow: doubling, output: "double.n" })
        .build();
      expect(await resultOf(each)).toEqual({ items: [2, 4, 6], count: 3 });
    },
  );

  it("runs a node for each item, by its name or itself", async () => {
    const source = { nodes: createNodeRegistry([openNode("AddNode", ({ a, b }) => Number(a) + Number(b))]) };
    const byName = new WorkflowBuilder(source).addNode("MapNode", "it", {
      items: [1, 2],
      node: "AddNode",
      parameters: { a: 10 },
      itemInput: "b",
    });
    expect((await runtime.execute(byName.build())).results.it).toEqual({ items: [11, 12], count: 2 });
    const itself = new WorkflowBuilder().addNode("MapNode", "it", { items: [4], node: double, itemInput: "n" });
    expect((await runtime.execute(itself.build())).results.it).toEqual({ items: [{ n: 8 }], count: 1 });
  });

  it("works on no more items at a time than it may, and reads no further ahead", async () => {
    const gates = Array.from({ length: 6 }, () => gate());
    let read = 0;
    let running = 0;
    let most = 0;
    const items = (async function* () {
      for (const one of gates) {
        read++;
        yield one;
      }
    })();
    const work = functionNode(async ({ item }: { item: { promise: Promise<void> } }) => {
      most = Math.max(most, ++running);
      await item.promise;
      running--;
    });
    const run = runtime.execute(
      new WorkflowBuilder().addNode("MapNode", "it", { items, node: work, concurrency: 2 }).build(),
    );
    await turns();
    expect(read).toBe(2);
    for (const { open } of gates) open();
    await run;
    expect(most).toBe(2);
    expect(read).toBe(6);
  });

  it("takes no more items after a failure, closes the source and tells which node failed", async () => {
    let read = 0;
    let isClosed = false;
    const items = (async function* () {
      try {
        while (true) yield read++;
      } finally {
        isClosed = true;
      }
    })();
    const picky = functionNode(async ({ item }: { item: number }) => {
      if (item === 3) throw new Error("not three");
      return item;
    });
    const error = await rejectionOf(
      runtime.execute(new WorkflowBuilder().addNode("MapNode", "it", { items, node: picky, concurrency: 2 }).build()),
    );
    expect(error.cause).toMatchObject({ code: "RUNTIME.NODE_FAILED", cause: { message: "not three" } });
    expect(read).toBeLessThan(7);
    expect(isClosed).toBe(true);
  });

  it("fails with the source", async () => {
    const items = (async function* () {
      yield 1;
      throw new Error("source broke");
    })();
    const error = await rejectionOf(
      runtime.execute(new WorkflowBuilder().addNode("MapNode", "it", { items, workflow: doubling }).build()),
    );
    expect(error.cause).toMatchObject({ message: "source broke" });
  });

  it("ends when the run is cancelled, even on an endless source", async () => {
    const controller = new AbortController();
    const endless = (function* () {
      while (true) yield 1;
    })();
    const workflow = new WorkflowBuilder().addNode("MapNode", "it", { items: endless, workflow: doubling }).build();
    const run = rejectionOf(runtime.execute(workflow, { signal: controller.signal }));
    setImmediate(() => controller.abort());
    expect((await run).code).toBe("RUNTIME.CANCELLED");
  });

  it.each([
    [{ items: [], workflow: doubling, node: double }, "workflow"],
    [{ items: [] }, "workflow"],
    [{ items: "abc", workflow: doubling }, "items"],
    [{ items: 5, workflow: doubling }, "items"],
    [{ items: [], workflow: {} }, "workflow"],
    [{ items: [], workflow: doubling, itemInput: "duble.n" }, "itemInput"],
    [{ items: [], workflow: doubling, itemInput: 5 }, "itemInput"],
    [{ items: [], workflow: doubling, output: "duble" }, "output"],
    [{ items: [], workflow: doubling, parameters: {} }, "parameters"],
    [{ items: [], workflow: doubling, itemInput: "double.m" }, "workflow"],
    [{ items: [], node: "constructor" }, "node"],
    [{ items: [], node: 5 }, "node"],
    [{ items: [], node: double, parameters: 5 }, "parameters"],
    [{ items: [], node: double, output: "x" }, "output"],
    [{ items: [], workflow: doubling, concurrency: 0 }, "concurrency"],
  ])("refuses mistake %#", (parameters, path) => {
    const build = () => new WorkflowBuilder().addNode(untyped("MapNode"), "it", parameters).build();
    expect(thrownBy(build).diagnostics.map((finding) => finding.path)).toContain(`nodes.it.parameters.${path}`);
  });

  it("reports mistakes in the parameters of its node", async () => {
    const strict = {
      ...openNode("StrictNode", () => 1),
      parameters: { names: { item: { required: true } }, open: false },
    };
    const workflow = new WorkflowBuilder()
      .addNode("MapNode", "it", { items: [1], node: strict, parameters: { itme: 1 } })
      .build();
    const error = await rejectionOf(runtime.execute(workflow));
    expect(error.diagnostics[0]).toMatchObject({ code: "WORKFLOW.UNKNOWN_PARAMETER", fix: 'Did you mean "item"?' });
  });
});

describe("LoopNode", () => {
  it("runs until a condition holds", async () => {
    const byFunction = {
      workflow: doubling,
      initial: 1,
      until: (value: unknown) => Number(value) > 50,
      output: "double.n",
    };
    expect(await resultOf(new WorkflowBuilder().addNode("LoopNode", "it", byFunction).build())).toEqual({
      value: 64,
      iterations: 6,
      stopped: "condition",
    });
    const step = functionNode(({ value }: { value: { n: number } }) => ({ n: value.n + 1, done: value.n === 3 }));
    const steps = new WorkflowBuilder().addNode(step, "step").build({ inputs: { step: ["value"] } });
    const byPath = { workflow: steps, initial: { n: 0 }, until: { path: "done", equals: true } };
    expect(await resultOf(new WorkflowBuilder().addNode("LoopNode", "it", byPath).build())).toEqual({
      value: { n: 4, done: true },
      iterations: 4,
      stopped: "condition",
    });
  });

  it("ends when the run is cancelled, even when every round answers at once", async () => {
    const controller = new AbortController();
    const endless = {
      workflow: doubling,
      initial: 1,
      until: () => false,
      output: "double.n",
      maxIterations: 1_000_000_000,
    };
    const workflow = new WorkflowBuilder().addNode("LoopNode", "it", endless).build();
    const run = rejectionOf(runtime.execute(workflow, { signal: controller.signal }));
    setImmediate(() => controller.abort());
    expect((await run).code).toBe("RUNTIME.CANCELLED");
  });

  it("stops at its limit, a hundred unless told", async () => {
    const endless = { workflow: doubling, initial: 1, until: () => false, output: "double.n" };
    expect(
      await resultOf(new WorkflowBuilder().addNode("LoopNode", "it", { ...endless, maxIterations: 3 }).build()),
    ).toEqual({ value: 8, iterations: 3, stopped: "limit" });
    expect(await resultOf(new WorkflowBuilder().addNode("LoopNode", "it", endless).build())).toMatchObject({
      iterations: 100,
      stopped: "limit",
    });
  });

  it.each([
    [{ until: 5 }, "until"],
    [{ until: { path: "", equals: 1 } }, "until.path"],
    [{ until: { path: "a" } }, "until.equals"],
    [{ until: { path: "a", equals: { $gt: 1 } } }, "until.equals"],
    [{ until: { path: "a", equals: 1, eqals: 1 } }, "until.eqals"],
    [{ maxIterations: 0 }, "maxIterations"],
    [{ maxIterations: Number.POSITIVE_INFINITY }, "maxIterations"],
    [{ workflow: 5 }, "workflow"],
    [{ valueInput: "x.y" }, "valueInput"],
    [{ output: "x.y" }, "output"],
  ])("refuses mistake %#", (parameters, path) => {
    const given = { workflow: doubling, initial: 1, until: () => true, ...parameters };
    const build = () => new WorkflowBuilder().addNode(untyped("LoopNode"), "it", given).build();
    expect(thrownBy(build).diagnostics.map((finding) => finding.path)).toContain(`nodes.it.parameters.${path}`);
  });
});

describe("WorkflowNode", () => {
  it("brings inputs and gives outputs by name", async () => {
    const workflow = new WorkflowBuilder()
      .addNode(
        functionNode(() => ({ amount: 21 })),
        "source",
      )
      .addNode("WorkflowNode", "it", {
        workflow: doubling,
        inputs: { amount: "double.n" },
        outputs: { doubled: "double.n" },
      })
      .addConnection("source", "amount", "it", "amount")
      .build();
    expect((await runtime.execute(workflow)).results.it).toEqual({ doubled: 42 });
  });

  it("takes the expected inputs by name and gives all results, unless told", async () => {
    expect(
      await resultOf(new WorkflowBuilder().addNode("WorkflowNode", "it", { workflow: doubling, n: 2 }).build()),
    ).toEqual({ double: { n: 4 } });
  });

  it("is connected only by names that it has", () => {
    const build = () =>
      new WorkflowBuilder()
        .addNode("WorkflowNode", "it", { workflow: doubling, n: 1 })
        .addNode("MergeNode", "after")
        .addConnection("it", "duble", "after", "x")
        .build();
    expect(thrownBy(build).diagnostics[0]).toMatchObject({
      code: "WORKFLOW.UNKNOWN_RESULT",
      fix: 'Did you mean "double"?',
    });
  });

  it.each([
    [{ workflow: 5 }, "workflow"],
    [{ workflow: doubling }, "workflow"],
    [{ workflow: doubling, n: 1, m: 2 }, "m"],
    [{ workflow: doubling, inputs: [] }, "inputs"],
    [{ workflow: doubling, inputs: { n: "dub.n" }, n: 1 }, "inputs.n"],
    [{ workflow: doubling, inputs: { n: 5 }, n: 1 }, "inputs.n"],
    [{ workflow: doubling, n: 1, outputs: { x: "dub" } }, "outputs.x"],
    [{ workflow: doubling, n: 1, outputs: "x" }, "outputs"],
  ])("refuses mistake %#", (parameters, path) => {
    const build = () => new WorkflowBuilder().addNode(untyped("WorkflowNode"), "it", parameters).build();
    expect(thrownBy(build).diagnostics.map((finding) => finding.path)).toContain(`nodes.it.parameters.${path}`);
  });

  it("asks for a mapping when two nodes expect one name", () => {
    const twice = new WorkflowBuilder()
      .addNode("MergeNode", "a")
      .addNode("MergeNode", "b")
      .build({ inputs: { a: ["n"], b: ["n"] } });
    const error = thrownBy(() =>
      new WorkflowBuilder().addNode("WorkflowNode", "it", { workflow: twice, n: 1 }).build(),
    );
    expect(error.diagnostics.map(({ path }) => path)).toContain("nodes.it.parameters.inputs");
  });
});

describe("a nested run", () => {
  const report = openNode("ReportNode", (_input, { context, runId, signal }) => ({ context, runId, signal }));

  it("shares run id, context and signal, and tells the same listener", async () => {
    const inner = new WorkflowBuilder().addNode(report, "report").build();
    const events: string[] = [];
    const workflow = new WorkflowBuilder().addNode("WorkflowNode", "it", { workflow: inner }).build();
    const { results, runId } = await runtime.execute(workflow, {
      context: { tenantId: "acme" },
      onEvent: (event) => "nodeId" in event && events.push(`${event.type} ${event.nodeId}`),
    });
    expect(results.it).toMatchObject({ report: { context: { tenantId: "acme" }, runId } });
    expect(events).toEqual(["node-start it", "node-start it.report", "node-success it.report", "node-success it"]);
  });

  it("is cancelled with the run around it", async () => {
    const controller = new AbortController();
    const polite = openNode(
      "PoliteNode",
      (_input, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    const inner = new WorkflowBuilder().addNode(polite, "polite").build();
    const workflow = new WorkflowBuilder().addNode("WorkflowNode", "it", { workflow: inner }).build();
    const run = rejectionOf(runtime.execute(workflow, { signal: controller.signal }));
    await turns();
    controller.abort();
    expect((await run).code).toBe("RUNTIME.CANCELLED");
  });

  it("ends with a coded error when workflows are nested too deeply", async () => {
    const holder: { workflow?: Workflow } = {};
    const again = openNode("AgainNode", async (_input, context) => {
      if (holder.workflow === undefined) throw new Error("not built yet");
      return runNested(context, holder.workflow);
    });
    holder.workflow = new WorkflowBuilder().addNode(again, "again").build();
    let error: unknown = await rejectionOf(runtime.execute(holder.workflow));
    let levels = 0;
    while (error instanceof Error && "code" in error && error.code === "RUNTIME.NODE_FAILED") {
      error = error.cause;
      levels++;
    }
    expect(error).toMatchObject({ code: "RUNTIME.TOO_DEEP" });
    expect(levels).toBe(33);
  });

  it("opens the scope of another source, but never outside a transaction", async () => {
    const scopes: string[] = [];
    const sourceOf = (name: string) => ({
      nodes: createNodeRegistry([report]),
      runInScope: <Result>(_options: unknown, body: () => Result) => {
        scopes.push(name);
        return body();
      },
    });
    const [one, two] = [sourceOf("one"), sourceOf("two")];
    const nest = (inner: typeof one) =>
      new WorkflowBuilder(one)
        .addNode("WorkflowNode", "it", { workflow: new WorkflowBuilder(inner).addNode("ReportNode", "r").build() })
        .build();
    await runtime.execute(nest(one));
    expect(scopes).toEqual(["one"]);
    await runtime.execute(nest(two));
    expect(scopes).toEqual(["one", "one", "two"]);
    await runtime.execute(nest(one), { transaction: true });
    expect((await rejectionOf(runtime.execute(nest(two), { transaction: true }))).cause).toMatchObject({
      code: "RUNTIME.NO_TRANSACTION",
    });
  });

  it("cannot be started outside a run", () => {
    const context = { runId: "r", nodeId: "n", attempt: 1, context: {}, signal: new AbortController().signal };
    expect(thrownBy(() => runNested(context, doubling)).code).toBe("RUNTIME.NO_RUN");
  });
});
