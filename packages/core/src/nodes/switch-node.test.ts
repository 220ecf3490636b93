import { describe, expect, it } from "vitest";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import { openNode, rejectionOf, thrownBy, untyped } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { functionNode } from "./function-node.ts";
import { satisfies } from "./switch-condition.ts";

const runtime = new LocalRuntime();

function route(value: unknown) {
  const builder = new WorkflowBuilder()
    .addNode("SwitchNode", "route", {
      value,
      cases: [
        { when: { $gte: 100, $lt: 1000 }, output: "large" },
        { when: "vip", output: "large" },
        { when: { $in: [1, 2] }, output: "small" },
      ],
      default: "other",
    })
    .addNode("MergeNode", "end");
  for (const branch of ["large", "small", "other"]) {
    builder
      .addNode(
        functionNode(() => ({ ran: branch })),
        branch,
      )
      .addConnection("route", branch, branch, "value");
    builder.addConnection(branch, "ran", "end", branch);
  }
  return runtime.execute(builder.build());
}

describe("SwitchNode", () => {
  it.each([
    [100, "large"],
    [999n, "large"],
    ["vip", "large"],
    [2, "small"],
    [1000, "other"],
    [null, "other"],
    ["200", "other"],
  ])("routes %s to %s and skips the rest", async (value, branch) => {
    const { results, skipped } = await route(value);
    expect(results.route).toEqual({ branch, [branch]: value });
    expect(results.end).toEqual({ value: { [branch]: branch }, arrived: [branch] });
    expect([...skipped].sort()).toEqual(["large", "small", "other"].filter((name) => name !== branch).sort());
  });

  it("takes no branch when no case holds and there is no default", async () => {
    const workflow = new WorkflowBuilder()
      .addNode("SwitchNode", "route", { value: 5, cases: [{ when: 6, output: "six" }] })
      .addNode("MergeNode", "after")
      .addConnection("route", "six", "after", "x")
      .build();
    const { results, skipped } = await runtime.execute(workflow);
    expect(results.route).toEqual({ branch: null });
    expect(skipped).toEqual(["after"]);
  });

  it("skips a node with one source on a branch not taken, though another arrived", async () => {
    const workflow = new WorkflowBuilder()
      .addNode("SwitchNode", "route", {
        value: 1,
        cases: [
          { when: 1, output: "one" },
          { when: 2, output: "two" },
        ],
      })
      .addNode(
        openNode("BothNode", (input) => input),
        "both",
      )
      .addConnection("route", "one", "both", "a")
      .addConnection("route", "two", "both", "b")
      .build();
    expect((await runtime.execute(workflow)).skipped).toEqual(["both"]);
  });

  it("is connected only by outputs that it has", () => {
    const build = () =>
      new WorkflowBuilder()
        .addNode("SwitchNode", "route", { value: 1, cases: [{ when: 1, output: "large" }], default: "other" })
        .addNode("MergeNode", "after")
        .addConnection("route", "lagre", "after", "x")
        .build();
    expect(thrownBy(build).diagnostics[0]).toMatchObject({
      code: "WORKFLOW.UNKNOWN_RESULT",
      fix: 'Did you mean "large"?',
    });
  });

  it.each([
    [{ cases: [] }, "cases"],
    [{ cases: "x" }, "cases"],
    [{ cases: [5] }, "cases.0"],
    [{ cases: [{ output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: { $gtt: 1 }, output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: {}, output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: [1], output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: { $in: 1 }, output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: { $gt: {} }, output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: { constructor: 1 }, output: "a" }] }, "cases.0.when"],
    [{ cases: [{ when: 1, output: "branch" }] }, "cases.0.output"],
    [{ cases: [{ when: 1, output: "a.b" }] }, "cases.0.output"],
    [{ cases: [{ when: 1, output: "__proto__" }] }, "cases.0.output"],
    [{ cases: [{ when: 1, output: "a", next: "b" }] }, "cases.0.next"],
    [{ cases: [{ when: 1, output: "a" }], default: 5 }, "default"],
  ])("refuses mistake %# when it is built and when it runs", async (parameters, path) => {
    const build = () =>
      new WorkflowBuilder().addNode(untyped("SwitchNode"), "route", { value: 1, ...parameters }).build();
    expect(thrownBy(build).diagnostics[0]).toMatchObject({
      code: "NODE.INVALID_INPUT",
      path: `nodes.route.parameters.${path}`,
    });
    const later = new WorkflowBuilder()
      .addNode(untyped("SwitchNode"), "route", { value: 1 })
      .build({ inputs: { route: Object.keys(parameters) } });
    const error = await rejectionOf(runtime.execute(later, { inputs: { route: parameters } }));
    expect(error.cause).toMatchObject({ code: "NODE.INVALID_INPUT", meta: { paths: [path] } });
  });
});

describe("conditions", () => {
  const day = (text: string) => new Date(`2001-01-${text}T00:00:00Z`);

  it.each([
    [1, 1n, true],
    [1, "1", false],
    [null, null, true],
    [Number.NaN, { $gte: Number.NaN }, false],
    [Number.NaN, { $ne: 1 }, true],
    [day("02"), day("02"), true],
    [day("02"), { $gt: day("01") }, true],
    [day("02"), { $gt: 0 }, false],
    ["b", { $gt: "a", $lt: "c" }, true],
    [5, { $nin: [1, 2] }, true],
    [5, { $nin: [5] }, false],
    [null, { $lt: 5 }, false],
    [true, true, true],
    [{ a: 1 }, { $eq: null }, false],
  ])("condition %#", (value, condition, holds) => {
    expect(satisfies(value, condition)).toBe(holds);
  });
});
