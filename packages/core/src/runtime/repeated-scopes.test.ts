import { describe, expect, it } from "vitest";
import { type NodeScope, openScope } from "../node/node-scope.ts";
import type { NodeType } from "../node/node-type.ts";
import { gate, manualClock, openNode, rejectionOf, thrownBy, turns } from "../test-support/node-kit.ts";
import type { NodeOptions } from "../workflow/node-options.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { LocalRuntime } from "./local-runtime.ts";
import type { RunEvent } from "./run-event.ts";

const AGAIN = new Error("conflict");

/** Node types of a scope that notes what happens to it, and in which conflicts can be helped by doing it again. */
function repeatable(log: string[]) {
  const of = {};
  let open: (NodeScope & { isOpen: boolean }) | undefined;
  const begin: NodeType = {
    ...openNode("BeginNode", (_input, context) => {
      const scope = {
        of,
        isOpen: true,
        enter: <Result>(body: () => Result) => body(),
        mayRepeat: (error: unknown) => error === AGAIN,
        abandon: async () => {
          if (scope.isOpen) log.push("undo");
          scope.isOpen = false;
        },
      };
      open = scope;
      log.push(`begin ${context.attempt}`);
      openScope(context, scope);
    }),
    scope: { part: "open", of },
    effects: [of],
  };
  const end = (run: () => unknown = () => undefined): NodeType => ({
    ...openNode("EndNode", async () => {
      await run();
      if (open !== undefined) open.isOpen = false;
      log.push("end");
      return "ended";
    }),
    scope: { part: "end", of },
    effects: [of],
  });
  /** A node in the scope: notes that it runs, then does what it is told. */
  const work = (run: (input: object) => unknown = () => undefined): NodeType => ({
    ...openNode("WorkNode", (input, context) => {
      log.push(context.nodeId);
      return run(input);
    }),
    effects: [of],
  });
  return { of, begin, end, work };
}

/** Fails as often as it is told, each time by a conflict. */
function conflicts(times: number): () => string {
  let left = times;
  return () => {
    if (left-- > 0) throw AGAIN;
    return `done after ${times}`;
  };
}

const RETRY: NodeOptions = { retry: { attempts: 3, delayMs: 0 } };

/** `before` → [ `begin` → `one`, `other` → `two` → `end` ] → `after` */
function around(parts: ReturnType<typeof repeatable>, two: NodeType, end = parts.end(), options = RETRY) {
  return new WorkflowBuilder()
    .addNode(
      openNode("BeforeNode", () => ({ n: 1 })),
      "before",
    )
    .addNode(parts.begin, "begin", {}, options)
    .addNode(parts.work(), "one")
    .addNode(parts.work(), "other")
    .addNode(two, "two")
    .addNode(end, "end")
    .addNode(parts.work(), "after")
    .addOrder("before", "begin")
    .addOrder("begin", "one")
    .addOrder("begin", "other")
    .addConnection("before", "n", "one", "n")
    .addOrder("one", "two")
    .addOrder("other", "two")
    .addOrder("two", "end")
    .addOrder("other", "after")
    .addOrder("end", "after");
}

describe("a scope with retry", () => {
  it("is undone and run again as a whole after a conflict in it, and nothing outside of it is", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const events: RunEvent[] = [];
    const workflow = around(parts, parts.work(conflicts(2))).build();
    const { results, errors } = await new LocalRuntime().execute(workflow, { onEvent: (event) => events.push(event) });
    const round = (attempt: number) => [`begin ${attempt}`, "one", "other", "two"];
    expect(log).toEqual([...round(1), "undo", ...round(2), "undo", ...round(3), "end", "after"]);
    expect([results.two, errors]).toEqual(["done after 2", {}]);
    expect(events.filter(({ type }) => type === "node-retry")).toMatchObject([
      { nodeId: "begin", attempt: 1, error: AGAIN },
      { nodeId: "begin", attempt: 2, error: AGAIN },
    ]);
  });

  it("is run again when its end fails", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    await new LocalRuntime().execute(around(parts, parts.work(), parts.end(conflicts(1))).build());
    expect(log.filter((entry) => /begin|undo|end/.test(entry))).toEqual(["begin 1", "undo", "begin 2", "end"]);
  });

  it("fails with the conflict when it has no attempts left, and with any other failure at once", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const often = await rejectionOf(new LocalRuntime().execute(around(parts, parts.work(conflicts(3))).build()));
    expect(often).toMatchObject({ meta: { nodeId: "two" }, cause: AGAIN });
    expect(log.filter((entry) => entry === "undo")).toHaveLength(3);
    const bad = parts.work(() => Promise.reject(new Error("bad")));
    const other = await rejectionOf(new LocalRuntime().execute(around(parts, bad).build()));
    expect(other).toMatchObject({ meta: { nodeId: "two" }, cause: { message: "bad" } });
    expect(log.filter((entry) => entry === "begin 2")).toHaveLength(1);
  });

  it("waits for what still runs in it, and takes nothing from it", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const late = gate<string>();
    let calls = 0;
    const workflow = new WorkflowBuilder()
      .addNode(parts.begin, "begin", {}, RETRY)
      .addNode(
        parts.work(() => (++calls === 1 ? late.promise : "second")),
        "slow",
      )
      .addNode(
        parts.work(async () => conflict()),
        "quick",
      )
      .addNode(parts.end(), "end")
      .addOrder("begin", "slow")
      .addOrder("begin", "quick")
      .addOrder("slow", "end")
      .addOrder("quick", "end")
      .build();
    const conflict = conflicts(1);
    const run = new LocalRuntime().execute(workflow);
    await turns();
    expect(log).toEqual(["begin 1", "slow", "quick", "undo"]);
    late.open("first");
    expect((await run).results.slow).toBe("second");
    expect(log.slice(4)).toEqual(["begin 2", "slow", "quick", "end"]);
  });

  it("tells nodes outside nothing of an attempt that is undone: neither what it took nor what it left out", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const conflict = conflicts(1);
    let way = 0;
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("BesideNode", () => "beside"),
        "beside",
      )
      .addNode(parts.begin, "begin", {}, RETRY)
      .addNode(
        parts.work(() => ({ way: ++way })),
        "choose",
      )
      .addNode("SwitchNode", "switch", { cases: [{ when: 1, output: "first" }], default: "then" })
      .addNode(parts.end(conflict), "commit")
      .addNode(parts.end(), "undo")
      .addNode("MergeNode", "told")
      .addOrder("begin", "choose")
      .addConnection("choose", "way", "switch", "value")
      .addConnection("switch", "first", "commit", ".")
      .addConnection("switch", "then", "undo", ".")
      .addConnection("beside", ".", "told", "beside")
      .addConnection("undo", ".", "told", "undone")
      .build();
    const { results, skipped } = await new LocalRuntime().execute(workflow);
    expect(Object.keys(results.told.value as object)).toEqual(["beside", "undone"]);
    expect(skipped).toEqual(["commit"]);
  });

  it("goes on after a node that may fail, and begins such nodes anew", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const workflow = new WorkflowBuilder()
      .addNode(parts.begin, "begin", {}, RETRY)
      .addNode(parts.work(conflicts(1)), "maybe", {}, { onError: "continue" })
      .addNode(parts.work(conflicts(1)), "sure")
      .addNode(parts.end(), "end")
      .addNode("MergeNode", "both")
      .addOrder("begin", "maybe")
      .addOrder("begin", "sure")
      .addConnection("maybe", ".", "both", "maybe")
      .addConnection("sure", ".", "both", "sure")
      .addOrder("both", "end")
      .build();
    const { results, errors } = await new LocalRuntime().execute(workflow);
    expect([results.both.value, errors]).toEqual([{ maybe: "done after 1", sure: "done after 1" }, {}]);
  });

  it("is not begun again when the run was cancelled meanwhile", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const clock = manualClock();
    const stop = new AbortController();
    const options = { retry: { attempts: 3, delayMs: 50, jitter: false } };
    const workflow = around(parts, parts.work(conflicts(1)), undefined, options).build();
    const run = rejectionOf(new LocalRuntime({ clock }).execute(workflow, { signal: stop.signal }));
    await turns();
    stop.abort();
    expect((await run).code).toBe("RUNTIME.CANCELLED");
    expect([clock.waiting, log.at(-1)]).toEqual([0, "undo"]);
  });
});

describe("what may stand in a scope with retry", () => {
  const findings = (build: () => unknown) =>
    thrownBy(build).diagnostics.map(({ code, path, message }) => `${code} ${path}: ${message.split(": ").at(-1)}`);

  it("is only what leaves nothing behind, or leaves it where the scope undoes it", () => {
    const parts = repeatable([]);
    const elsewhere = { ...openNode("OtherNode", () => 1), effects: [{}] };
    const unknown = openNode("MailNode", () => 1);
    expect(findings(() => around(parts, elsewhere).build())).toEqual([
      "WORKFLOW.SCOPE_NOT_REPEATABLE nodes.two: what it does is not undone with the scope",
    ]);
    expect(findings(() => around(parts, unknown).build())).toEqual([
      "WORKFLOW.SCOPE_NOT_REPEATABLE nodes.two: nobody knows what it leaves outside of the scope",
    ]);
    around(parts, unknown, undefined, {}).build();
    around(parts, unknown, undefined, { retry: { attempts: 1 } }).build();
  });

  it("is looked at through nested workflows, and believed when its author says so", () => {
    const parts = repeatable([]);
    const nested = (node: NodeType, options: NodeOptions = {}) =>
      new WorkflowBuilder()
        .addNode(parts.begin, "begin", {}, RETRY)
        .addNode("WorkflowNode", "flow", { workflow: new WorkflowBuilder().addNode(node, "n", {}, options).build() })
        .addNode("MapNode", "map", { items: [1], node, itemInput: "x" }, { repeatable: true })
        .addNode("SwitchNode", "switch", { value: 1, cases: [{ when: 1, output: "one" }] })
        .addNode(parts.end(), "end")
        .addOrder("begin", "flow")
        .addOrder("flow", "map")
        .addOrder("map", "switch")
        .addOrder("switch", "end");
    nested(parts.work()).build();
    nested(
      openNode("MailNode", () => 1),
      { repeatable: true },
    ).build();
    expect(findings(() => nested(openNode("MailNode", () => 1)).build())).toEqual([
      "WORKFLOW.SCOPE_NOT_REPEATABLE nodes.flow: nobody knows what it leaves outside of the scope",
    ]);
  });

  it("is no other scope with retry", () => {
    const parts = repeatable([]);
    const workflow = around(parts, parts.work())
      .addNode(parts.begin, "inner", {}, RETRY)
      .addNode(parts.end(), "innerEnd")
      .addOrder("other", "inner")
      .addOrder("inner", "innerEnd")
      .addOrder("innerEnd", "two");
    expect(findings(() => workflow.build())).toContain(
      "WORKFLOW.SCOPE_NOT_REPEATABLE nodes.inner: it opens a scope that has retry itself",
    );
  });

  it("is not given what can be read only once", async () => {
    const log: string[] = [];
    const parts = repeatable(log);
    const workflow = around(parts, parts.work()).build();
    const once = (function* () {
      yield 1;
    })();
    const error = await rejectionOf(new LocalRuntime().execute(workflow, { inputs: { one: { rows: once } } }));
    expect(error).toMatchObject({
      meta: { nodeId: "begin", attempts: 1 },
      cause: { code: "RUNTIME.SCOPE_NOT_REPEATABLE", meta: { scope: "begin", nodeId: "one", input: "rows" } },
    });
    expect(log).toEqual([]);
    await new LocalRuntime().execute(workflow, { inputs: { one: { rows: [1] } } });
  });
});
