import { describe, expect, it } from "vitest";
import { createNodeRegistry } from "../node/create-node-registry.ts";
import type { NodeValues } from "../node/node-type.ts";
import { functionNode } from "../nodes/function-node.ts";
import { gate, openNode, rejectionOf, thrownBy, turns } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { LocalRuntime } from "./local-runtime.ts";

const runtime = new LocalRuntime();
const give = (value: unknown) => openNode("GiveNode", () => value);
const echo = openNode("EchoNode", (input) => input);

describe("wiring", () => {
  /** What a node receives that is connected to a path of a result. */
  async function received(result: unknown, path: string): Promise<unknown> {
    const workflow = new WorkflowBuilder().addNode(give(result), "source").addNode(echo, "target");
    const built = workflow.addConnection("source", path, "target", "value").build();
    const { results } = await runtime.execute(built);
    return Object(results.target).value;
  }

  it("reads dotted paths, indices and whole results", async () => {
    expect(await received({ id: 7 }, "id")).toBe(7);
    expect(await received({ records: [{ id: 1 }, { id: 2 }] }, "records.1.id")).toBe(2);
    expect(await received({ records: [1, 2] }, "records.length")).toBe(2);
    expect(await received(5, ".")).toBe(5);
    expect(await received({ gone: null }, "gone")).toBeNull();
    expect(await received(Object.assign(Object.create(null), { id: 1 }), "id")).toBe(1);
  });

  it.each([
    [{ id: 1 }, "name"],
    [{ id: undefined }, "id"],
    [null, "id"],
    [undefined, "."],
    ["text", "length"],
    [{ id: null }, "id.x"],
    [[], "0"],
    [{}, "toString"],
    [
      new (class Secret {
        get token() {
          return 1;
        }
      })(),
      "token",
    ],
  ])("finds nothing in %j at %s", async (result, path) => {
    const error = await rejectionOf(received(result, path));
    expect(error.cause).toMatchObject({ code: "NODE.MISSING_INPUT" });
    expect(error.meta).toMatchObject({ nodeId: "target", attempts: 1 });
  });

  it("names both ends and the keys there are, never a value", async () => {
    const error = await rejectionOf(received({ user: { id: 1, email: "secret@example.com" } }, "user.emial"));
    expect(error.message).toContain('"value" of node "target" is connected to "user.emial" of node "source"');
    expect(error.why).toBe('"user" of the result has the keys id, email');
    expect(error.fix).toBe('Did you mean "email"?');
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("lays run inputs over static parameters, and connections over both", async () => {
    const workflow = new WorkflowBuilder()
      .addNode(give({ id: "connected" }), "source")
      .addNode(echo, "target", { a: "static", b: "static" })
      .addConnection("source", "id", "target", "c")
      .build();
    const { results } = await runtime.execute(workflow, { inputs: { target: { b: "run", c: "run" } } });
    expect(results.target).toEqual({ a: "static", b: "run", c: "connected" });
    expect((await runtime.execute(workflow)).results.target).toEqual({ a: "static", b: "static", c: "connected" });
  });

  it("hands out parameters that a node cannot change for the next run", async () => {
    const vandal = openNode("VandalNode", (input) => Object.assign(input, { changed: true }));
    const workflow = new WorkflowBuilder().addNode(vandal, "vandal", { a: 1 }).build();
    expect((await rejectionOf(runtime.execute(workflow))).cause).toBeInstanceOf(TypeError);
  });
});

describe("scheduling", () => {
  it("runs a chain of a hundred thousand nodes that answer at once", async () => {
    const builder = new WorkflowBuilder({
      nodes: createNodeRegistry([openNode("AddNode", ({ n }) => ({ n: Number(n) + 1 }))]),
    });
    const size = 100_000;
    builder.addNode("AddNode", "n0", { n: 0 });
    for (let index = 1; index < size; index++) {
      builder.addNode("AddNode", `n${index}`).addConnection(`n${index - 1}`, "n", `n${index}`, "n");
    }
    const { results } = await runtime.execute(builder.build());
    expect(results[`n${size - 1}`]).toEqual({ n: size });
  });

  it("runs independent nodes at the same time, within the bound", async () => {
    const gates = Array.from({ length: 5 }, () => gate());
    let running = 0;
    let most = 0;
    const builder = new WorkflowBuilder();
    for (const [index, { promise }] of gates.entries()) {
      const work = async () => {
        most = Math.max(most, ++running);
        await promise;
        running--;
      };
      builder.addNode(openNode("WorkNode", work), `n${index}`);
    }
    const run = new LocalRuntime({ maxConcurrency: 3 }).execute(builder.build());
    await turns();
    expect(running).toBe(3);
    for (const { open } of gates) open();
    await run;
    expect(most).toBe(3);
  });

  it("starts a node as soon as its own sources are done", async () => {
    const slow = gate();
    const order: string[] = [];
    const note = (name: string, after?: Promise<void>) =>
      openNode("NoteNode", async () => {
        await after;
        order.push(name);
        return { done: true };
      });
    const workflow = new WorkflowBuilder()
      .addNode(note("slow", slow.promise), "slow")
      .addNode(note("quick"), "quick")
      .addNode(note("next"), "next")
      .addConnection("quick", "done", "next", "x")
      .build();
    const run = runtime.execute(workflow);
    await turns();
    expect(order).toEqual(["quick", "next"]);
    slow.open();
    await run;
    expect(order).toEqual(["quick", "next", "slow"]);
  });

  it("gives every run an id and results of its own", async () => {
    const workflow = new WorkflowBuilder()
      .addNode(
        functionNode(() => ({ at: {} })),
        "a",
      )
      .build();
    const [one, two] = await Promise.all([runtime.execute(workflow), runtime.execute(workflow)]);
    expect(one.runId).not.toBe(two.runId);
    expect(one.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.results.a.at).not.toBe(two.results.a.at);
  });
});

describe("context and scope", () => {
  it("tells nodes who runs them", async () => {
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("WhoNode", (_input, { context, nodeId, attempt, runId }) => ({ context, nodeId, attempt, runId })),
        "who",
      )
      .build();
    const { results, runId } = await runtime.execute(workflow, { context: { tenantId: "acme" } });
    expect(results.who).toEqual({ context: { tenantId: "acme" }, nodeId: "who", attempt: 1, runId });
  });

  it("opens the scope of the source around the whole run", async () => {
    const seen: unknown[] = [];
    const source = {
      nodes: createNodeRegistry([openNode("StepNode", () => seen.push("node"))]),
      runInScope: async <Result>(options: unknown, body: () => Result | Promise<Result>) => {
        seen.push(options);
        const result = await body();
        seen.push("commit");
        return result;
      },
    };
    const workflow = new WorkflowBuilder(source).addNode("StepNode", "step").build();
    await runtime.execute(workflow, {
      context: { tenantId: "a" },
      transaction: { isolation: "serializable" },
      onEvent: ({ type }) => seen.push(type),
    });
    expect(seen).toEqual([
      "run-start",
      { context: { tenantId: "a" }, transaction: { isolation: "serializable" } },
      "node-start",
      "node",
      "node-success",
      "commit",
      "run-success",
    ]);
    await runtime.execute(workflow, { transaction: false });
    expect(seen[7]).toEqual({ context: {} });
  });

  it("lets a source run the body again", async () => {
    let runs = 0;
    const source = {
      nodes: createNodeRegistry([openNode("CountNode", () => ({ run: ++runs }))]),
      runInScope: async <Result>(_options: unknown, body: () => Result | Promise<Result>) => {
        await body();
        return body();
      },
    };
    const { results } = await runtime.execute(new WorkflowBuilder(source).addNode("CountNode", "count").build());
    expect(results.count).toEqual({ run: 2 });
  });

  it("refuses a transaction that nobody can open", async () => {
    let hasRun = false;
    const workflow = new WorkflowBuilder()
      .addNode(
        functionNode(() => (hasRun = true)),
        "a",
      )
      .build();
    expect((await rejectionOf(runtime.execute(workflow, { transaction: true }))).code).toBe("RUNTIME.NO_TRANSACTION");
    expect(hasRun).toBe(false);
  });
});

describe("bad input", () => {
  const workflow = new WorkflowBuilder()
    .addNode(
      {
        type: "StrictNode",
        parameters: { names: { name: { required: true } }, open: false },
        run: (input: NodeValues) => input,
      },
      "strict",
    )
    .build({ inputs: { strict: ["name"] } });

  it.each([
    [{ inptus: {} }, "RUNTIME.UNKNOWN_OPTION", 'Did you mean "inputs"?'],
    [{ signal: {} }, "RUNTIME.INVALID_OPTION", "signal"],
    [{ context: [] }, "RUNTIME.INVALID_OPTION", "tenantId"],
    [{ transaction: "yes" }, "RUNTIME.INVALID_OPTION", "true"],
    [{ onEvent: {} }, "RUNTIME.INVALID_OPTION", "function"],
    [null, "RUNTIME.INVALID_OPTION", "object"],
    [[], "RUNTIME.INVALID_OPTION", "object"],
    [new Map([["inputs", {}]]), "RUNTIME.INVALID_OPTION", "object"],
    [{ inputs: { stric: {} } }, "RUNTIME.UNKNOWN_INPUT", 'Did you mean "strict"?'],
    [{ inputs: { strict: { nmae: 1 } } }, "RUNTIME.UNKNOWN_INPUT", 'Did you mean "name"?'],
    [{ inputs: { strict: { name: undefined } } }, "RUNTIME.UNKNOWN_INPUT", "null"],
    [{ inputs: { strict: [] } }, "RUNTIME.UNKNOWN_INPUT", "inputs"],
    [{ inputs: { constructor: {} } }, "RUNTIME.UNKNOWN_INPUT", "strict"],
    [{}, "RUNTIME.MISSING_INPUT", "inputs"],
    [{ inputs: { strict: {} } }, "RUNTIME.MISSING_INPUT", "inputs"],
  ])("refuses %j", async (options, code, fix) => {
    // @ts-expect-error what untyped code may pass
    const error = await rejectionOf(runtime.execute(workflow, options));
    expect(error.code).toBe(code);
    expect(error.fix).toContain(fix);
  });

  it("refuses what is not a workflow", async () => {
    // @ts-expect-error what untyped code may pass
    expect((await rejectionOf(runtime.execute(new WorkflowBuilder()))).fix).toContain("build()");
  });

  it.each([{ maxConcurrency: 0 }, { maxConcurrency: 1.5 }, { maxDepth: -1 }, { clock: 5 }, { random: 1 }])(
    "refuses to be set up with %j",
    (options) => {
      // @ts-expect-error what untyped code may pass
      expect(thrownBy(() => new LocalRuntime(options)).code).toBe("RUNTIME.INVALID_OPTION");
    },
  );

  it("refuses to be set up with an option that does not exist", () => {
    // @ts-expect-error what untyped code may pass
    expect(thrownBy(() => new LocalRuntime({ maxConcurency: 2 })).fix).toBe('Did you mean "maxConcurrency"?');
  });
});
