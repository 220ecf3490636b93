import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defineErrors } from "../errors/error-catalog.ts";
import { functionNode } from "../nodes/function-node.ts";
import { gate, manualClock, openNode, rejectionOf, turns } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { LocalRuntime } from "./local-runtime.ts";
import type { RunEvent } from "./run-event.ts";

const testErrors = defineErrors("TEST", { BUSY: { title: "Busy", isRetryable: true }, WRONG: { title: "Wrong" } });
const busy = () => testErrors.create("BUSY", { message: "It is busy", why: "many came", fix: "Wait" });
const wrong = () => testErrors.create("WRONG", { message: "It is wrong", why: "it is", fix: "Correct it" });
const runtime = new LocalRuntime();
const fail = (error: unknown) =>
  openNode("FailNode", () => {
    throw error;
  });

describe("a failing node", () => {
  it("fails the run, and repeats only what our own errors say", async () => {
    const foreign = await rejectionOf(
      runtime.execute(new WorkflowBuilder().addNode(fail(new Error("password=hunter2")), "f").build()),
    );
    expect(foreign).toMatchObject({
      code: "RUNTIME.NODE_FAILED",
      isRetryable: false,
      meta: { nodeId: "f", nodeType: "FailNode", attempts: 1 },
    });
    expect(foreign.cause).toBeInstanceOf(Error);
    expect(foreign.message + JSON.stringify(foreign)).not.toContain("hunter2");
    const own = await rejectionOf(runtime.execute(new WorkflowBuilder().addNode(fail(busy()), "f").build()));
    expect(own).toMatchObject({ isRetryable: true, why: "many came", fix: "Wait" });
    expect(own.message).toBe('Node "f" (FailNode) failed: It is busy');
  });

  it.each([undefined, null, "text", 0])("fails the run when it throws %s", async (thrown) => {
    const error = await rejectionOf(runtime.execute(new WorkflowBuilder().addNode(fail(thrown), "f").build()));
    expect(error.code).toBe("RUNTIME.NODE_FAILED");
  });

  it("starts nothing more, aborts what runs, and rejects when that has ended", async () => {
    const [first, other] = [gate(), gate()];
    const log: string[] = [];
    const slow = openNode("SlowNode", async (_input, { signal }) => {
      signal.addEventListener("abort", () => log.push("aborted"));
      await other.promise;
      log.push("ended");
    });
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("LaterNode", () => first.promise),
        "bad",
      )
      .addNode(slow, "slow")
      .addNode(
        openNode("NeverNode", () => log.push("never")),
        "after",
      )
      .addConnection("slow", ".", "after", "x")
      .build();
    const run = rejectionOf(runtime.execute(workflow)).then((error) => log.push(error.code));
    await turns();
    first.fail(new Error("no"));
    await turns();
    expect(log).toEqual(["aborted"]);
    other.open();
    await run;
    expect(log).toEqual(["aborted", "ended", "RUNTIME.NODE_FAILED"]);
  });

  it("gives the first failure when several fail, and handles the others", async () => {
    const gates = [gate(), gate()];
    const builder = new WorkflowBuilder();
    for (const [index, { promise }] of gates.entries())
      builder.addNode(
        openNode("LaterNode", () => promise),
        `n${index}`,
      );
    const run = rejectionOf(runtime.execute(builder.build()));
    gates[1]?.fail(new Error("second node, first failure"));
    await turns();
    gates[0]?.fail(new Error("too late"));
    expect((await run).meta.nodeId).toBe("n1");
  });

  it("skips only what depends on it when it may fail", async () => {
    const workflow = new WorkflowBuilder()
      .addNode(fail(wrong()), "bad", {}, { onError: "continue" })
      .addNode(
        functionNode(() => ({ fine: true })),
        "good",
      )
      .addNode("MergeNode", "after")
      .addNode("FunctionNode", "child", { function: () => 1 })
      .addNode("FunctionNode", "grandchild", { function: () => 1 })
      .addConnection("bad", "x", "child", "x")
      .addConnection("child", ".", "grandchild", "x")
      .addConnection("bad", "x", "after", "bad")
      .addConnection("good", "fine", "after", "good")
      .build();
    const { results, skipped, errors } = await runtime.execute(workflow);
    expect(results).toEqual({ good: { fine: true }, after: { value: { good: true }, arrived: ["good"] } });
    expect(skipped).toEqual(["child", "grandchild"]);
    expect(errors.bad).toMatchObject({ code: "RUNTIME.NODE_FAILED", cause: { code: "TEST.WRONG" } });
  });
});

describe("retry", () => {
  it("waits longer each time, at random up to the full delay", async () => {
    const clock = manualClock();
    const delays: number[] = [];
    let attempts = 0;
    const flaky = openNode("FlakyNode", (_input, { attempt }) => {
      attempts++;
      if (attempt < 4) throw new Error("again");
      return { attempt };
    });
    const workflow = new WorkflowBuilder()
      .addNode(flaky, "flaky", {}, { retry: { attempts: 5, delayMs: 100, backoff: 3, maxDelayMs: 500 } })
      .build();
    const run = new LocalRuntime({ clock, random: () => 0.5 }).execute(workflow, {
      onEvent: (event) => event.type === "node-retry" && delays.push(event.delayMs),
    });
    for (const step of [49, 1, 150, 250]) await clock.advance(step);
    expect((await run).results.flaky).toEqual({ attempt: 4 });
    expect(delays).toEqual([50, 150, 250]);
    expect(attempts).toBe(4);
  });

  it("gives up after the last attempt and says how many there were", async () => {
    const workflow = new WorkflowBuilder()
      .addNode(fail(busy()), "f", {}, { retry: { attempts: 3, delayMs: 0 } })
      .build();
    const error = await rejectionOf(runtime.execute(workflow));
    expect(error.meta.attempts).toBe(3);
    expect(error.message).toContain("after 3 attempts");
  });

  it("believes an error that says it would happen again, from a nested run too", async () => {
    const inner = new WorkflowBuilder().addNode(fail(wrong()), "inner").build();
    const workflow = new WorkflowBuilder()
      .addNode("WorkflowNode", "outer", { workflow: inner }, { retry: { attempts: 3, delayMs: 0 } })
      .build();
    expect((await rejectionOf(runtime.execute(workflow))).meta.attempts).toBe(1);
  });

  it("looks at the first cause: what failed unexpectedly in a nested run is tried again", async () => {
    const inner = new WorkflowBuilder().addNode(fail(new Error("who knows")), "inner").build();
    const options = { retry: { attempts: 3, delayMs: 0 } };
    const workflow = new WorkflowBuilder().addNode("WorkflowNode", "outer", { workflow: inner }, options).build();
    expect((await rejectionOf(runtime.execute(workflow))).meta.attempts).toBe(3);
  });

  it("leaves room for other nodes while it waits, and is called off by a failure", async () => {
    const clock = manualClock();
    const later = gate();
    let others = 0;
    const workflow = new WorkflowBuilder()
      .addNode(fail(busy()), "waiting", {}, { retry: { attempts: 2, delayMs: 1000, jitter: false } })
      .addNode(
        openNode("OtherNode", () => later.promise.then(() => others++)),
        "other",
      )
      .addNode(
        openNode("LastNode", () => later.promise.then(() => Promise.reject(wrong()))),
        "last",
      )
      .build();
    const run = rejectionOf(new LocalRuntime({ clock, maxConcurrency: 1 }).execute(workflow));
    await turns();
    expect(clock.waiting).toBe(1);
    later.open();
    expect((await run).meta.nodeId).toBe("last");
    expect(others).toBe(1);
    expect(clock.waiting).toBe(0);
  });
});

describe("a time limit", () => {
  it("fails the attempt, aborts its signal and forgets it", async () => {
    const clock = manualClock();
    const ignorant = gate();
    const signals: AbortSignal[] = [];
    const deaf = openNode("DeafNode", (_input, { signal }) => {
      signals.push(signal);
      return ignorant.promise;
    });
    const workflow = new WorkflowBuilder().addNode(deaf, "deaf", {}, { timeoutMs: 50 }).build();
    const run = rejectionOf(new LocalRuntime({ clock }).execute(workflow));
    await clock.advance(49);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    const error = await run;
    expect(error.cause).toMatchObject({ code: "RUNTIME.NODE_TIMEOUT", isRetryable: true, meta: { timeoutMs: 50 } });
    expect(signals[0]?.reason).toBe(error.cause);
    // A late rejection must not become an unhandled one, which would end the test process.
    ignorant.fail(new Error("late"));
    await turns();
  });

  it("holds for each attempt, and leaves no timer behind", async () => {
    const clock = manualClock();
    const never = gate();
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("TwiceNode", (_input, { attempt }) => (attempt === 1 ? never.promise : Promise.resolve("quick"))),
        "twice",
        {},
        {
          timeoutMs: 50,
          retry: { attempts: 2, delayMs: 10, jitter: false },
        },
      )
      .build();
    const run = new LocalRuntime({ clock }).execute(workflow);
    await clock.advance(50);
    await clock.advance(10);
    expect((await run).results.twice).toBe("quick");
    expect(clock.waiting).toBe(0);
  });

  it("is over when another node fails", async () => {
    const clock = manualClock();
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode(
          "PoliteNode",
          (_input, { signal }) =>
            new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
        ),
        "polite",
        {},
        { timeoutMs: 1000 },
      )
      .addNode(
        openNode("LateNode", async () => turns().then(() => Promise.reject(wrong()))),
        "bad",
      )
      .build();
    expect((await rejectionOf(new LocalRuntime({ clock }).execute(workflow))).meta.nodeId).toBe("bad");
    expect(clock.waiting).toBe(0);
  });
});

describe("cancellation", () => {
  it("starts nothing when the signal is aborted already", async () => {
    let started = 0;
    const workflow = new WorkflowBuilder()
      .addNode(
        functionNode(() => started++),
        "a",
      )
      .build();
    const error = await rejectionOf(
      runtime.execute(workflow, { signal: AbortSignal.abort("enough"), onEvent: () => started++ }),
    );
    expect(error).toMatchObject({ code: "RUNTIME.CANCELLED", cause: "enough" });
    expect(started).toBe(0);
  });

  it("tells running nodes, starts no others, and waits", async () => {
    const controller = new AbortController();
    const running = gate();
    const log: string[] = [];
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("RunningNode", async (_input, { signal }) => {
          signal.addEventListener("abort", () => log.push("told"));
          await running.promise;
          log.push("ended");
        }),
        "running",
      )
      .addNode(
        openNode("NextNode", () => log.push("never")),
        "next",
      )
      .addConnection("running", ".", "next", "x")
      .build();
    const run = rejectionOf(runtime.execute(workflow, { signal: controller.signal })).then((error) =>
      log.push(error.code),
    );
    await turns();
    controller.abort(new Error("stop"));
    await turns();
    expect(log).toEqual(["told"]);
    running.open();
    await run;
    expect(log).toEqual(["told", "ended", "RUNTIME.CANCELLED"]);
  });

  it("works from inside a node that answers at once", async () => {
    const controller = new AbortController();
    const log: string[] = [];
    const builder = new WorkflowBuilder();
    builder
      .addNode(
        openNode("StopNode", () => controller.abort()),
        "a",
      )
      .addNode(
        openNode("NextNode", () => log.push("never")),
        "b",
      );
    expect((await rejectionOf(runtime.execute(builder.build(), { signal: controller.signal }))).code).toBe(
      "RUNTIME.CANCELLED",
    );
    expect(log).toEqual([]);
  });

  it("leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    const workflow = new WorkflowBuilder()
      .addNode(
        functionNode(async () => 1),
        "a",
      )
      .build();
    await Promise.all(Array.from({ length: 20 }, () => runtime.execute(workflow, { signal })));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});

describe("events", () => {
  afterEach(() => vi.restoreAllMocks());

  it("tell what happens, in order, with times", async () => {
    const clock = manualClock();
    const events: RunEvent[] = [];
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("FlakyNode", (_input, { attempt }) => {
          if (attempt === 1) throw busy();
          return { id: 1 };
        }),
        "flaky",
        {},
        { retry: { attempts: 2, delayMs: 10, jitter: false } },
      )
      .addNode("SwitchNode", "route", { cases: [{ when: 2, output: "two" }] })
      .addConnection("flaky", "id", "route", "value")
      .addNode("MergeNode", "never")
      .addConnection("route", "two", "never", "x")
      .build();
    const run = new LocalRuntime({ clock }).execute(workflow, { onEvent: (event) => events.push(event) });
    await clock.advance(10);
    const { runId } = await run;
    expect(events.map((event) => ("nodeId" in event ? `${event.type} ${event.nodeId}` : event.type))).toEqual([
      "run-start",
      "node-start flaky",
      "node-failure flaky",
      "node-retry flaky",
      "node-start flaky",
      "node-success flaky",
      "node-start route",
      "node-success route",
      "node-skip never",
      "run-success",
    ]);
    expect(events.every((event) => event.runId === runId)).toBe(true);
    expect(events[4]).toMatchObject({ attempt: 2, nodeType: "FlakyNode", startedAt: new Date(1_000_010) });
    expect(events[5]).toMatchObject({ attempt: 2, durationMs: 0, startedAt: new Date(1_000_010) });
    expect(events[2]).not.toHaveProperty("error", undefined);
    expect(events.at(-1)).toMatchObject({ durationMs: 10 });
  });

  it("end with the failure that the caller gets", async () => {
    const events: RunEvent[] = [];
    const workflow = new WorkflowBuilder().addNode(fail(wrong()), "f").build();
    const error = await rejectionOf(runtime.execute(workflow, { onEvent: (event) => events.push(event) }));
    expect(events.at(-1)).toMatchObject({ type: "run-failure", error });
  });

  it("do not let a listener break the run", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const workflow = new WorkflowBuilder()
      .addNode(
        functionNode(() => ({ id: 1 })),
        "a",
      )
      .build();
    const thrower = () => {
      throw new Error("broken listener");
    };
    const rejecter = async () => thrower();
    expect((await runtime.execute(workflow, { onEvent: thrower })).results.a).toEqual({ id: 1 });
    expect((await runtime.execute(workflow, { onEvent: rejecter })).results.a).toEqual({ id: 1 });
    await turns();
    expect(warn).toHaveBeenCalledTimes(8);
    expect(warn.mock.calls[0]?.[0]).toContain("broken listener");
  });
});
