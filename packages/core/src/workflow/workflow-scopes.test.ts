import { describe, expect, it } from "vitest";
import { type NodeScope, openScope } from "../node/node-scope.ts";
import type { NodeType } from "../node/node-type.ts";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import { openNode, rejectionOf, thrownBy } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "./workflow-builder.ts";

const runtime = new LocalRuntime();

/** Node types of a scope that only notes what happens to it. */
function noted(log: string[]) {
  const of = {};
  const scopes: (NodeScope & { isOpen: boolean })[] = [];
  const begin: NodeType = {
    ...openNode("BeginNode", async (_input, context) => {
      const scope = {
        of,
        isOpen: true,
        enter: <Result>(body: () => Result, mayFail: boolean) => {
          log.push(mayFail ? "in, may fail" : "in");
          return body();
        },
        abandon: async () => {
          scope.isOpen = false;
          log.push(`undo ${context.nodeId}`);
        },
      };
      scopes.push(scope);
      openScope(context, scope);
    }),
    scope: { part: "open", of },
  };
  const end: NodeType = {
    ...openNode("EndNode", () => {
      const open = scopes.findLast(({ isOpen }) => isOpen);
      if (open !== undefined) open.isOpen = false;
      log.push("end");
    }),
    scope: { part: "end", of },
  };
  const work = (id: string) => openNode("WorkNode", () => void log.push(id));
  return { begin, end, work };
}

describe("scopes of a workflow", () => {
  it("are around what is wired between their two ends, and around nothing else", async () => {
    const log: string[] = [];
    const { begin, end, work } = noted(log);
    const workflow = new WorkflowBuilder()
      .addNode(work("before"), "before")
      .addNode(begin, "begin")
      .addNode(work("inside"), "inside")
      .addNode(end, "end")
      .addNode(work("after"), "after")
      .addOrder("before", "begin")
      .addOrder("begin", "inside")
      .addOrder("inside", "end")
      .addOrder("inside", "after")
      .addOrder("end", "after")
      .build();
    await runtime.execute(workflow);
    expect(log).toEqual(["before", "in", "inside", "in", "end", "after"]);
    expect(workflow.toMermaid()).toContain("n1 -.-> n2");
  });

  it("are nested, and told which node may fail", async () => {
    const log: string[] = [];
    const { begin, end, work } = noted(log);
    const workflow = new WorkflowBuilder()
      .addNode(begin, "outer")
      .addNode(begin, "inner")
      .addNode(work("inside"), "inside", {}, { onError: "continue" })
      .addNode(end, "endInner")
      .addNode(end, "endOuter")
      .addOrder("outer", "inner")
      .addOrder("inner", "inside")
      .addOrder("inside", "endInner")
      .addOrder("endInner", "endOuter")
      .build();
    expect(workflow.graph.scopes).toEqual([[], [0], [0, 1], [0, 1], [0]]);
    await runtime.execute(workflow);
    expect(log).toEqual(["in", "in, may fail", "in, may fail", "inside", "in", "in", "end", "in", "end"]);
  });

  it("are undone when the run fails, the innermost first, before it rejects", async () => {
    const log: string[] = [];
    const { begin, end } = noted(log);
    const workflow = new WorkflowBuilder()
      .addNode(begin, "outer")
      .addNode(begin, "inner")
      .addNode(
        openNode("BadNode", () => Promise.reject(new Error("bad"))),
        "bad",
      )
      .addNode(end, "endInner")
      .addNode(end, "endOuter")
      .addOrder("outer", "inner")
      .addOrder("inner", "bad")
      .addOrder("bad", "endInner")
      .addOrder("endInner", "endOuter")
      .build();
    expect((await rejectionOf(runtime.execute(workflow))).meta.nodeId).toBe("bad");
    expect(log.slice(-2)).toEqual(["undo inner", "undo outer"]);
  });

  it("that are left open are undone, and the run fails", async () => {
    const log: string[] = [];
    const { begin, end } = noted(log);
    const workflow = new WorkflowBuilder()
      .addNode(begin, "begin")
      .addNode("SwitchNode", "way", { value: 1, cases: [{ when: 2, output: "two" }], default: "other" })
      .addNode(end, "end")
      .addOrder("begin", "way")
      .addConnection("way", "two", "end", ".")
      .build();
    expect((await rejectionOf(runtime.execute(workflow))).code).toBe("RUNTIME.SCOPE_LEFT_OPEN");
    expect(log).toEqual(["in", "undo begin"]);
  });

  it("may have one end on each branch, but not behind a node that joins them", () => {
    const { begin, end } = noted([]);
    const branches = () =>
      new WorkflowBuilder()
        .addNode(begin, "begin")
        .addNode("SwitchNode", "way", { value: 1, cases: [{ when: 1, output: "one" }], default: "other" })
        .addNode(end, "yes")
        .addNode(end, "no")
        .addOrder("begin", "way")
        .addConnection("way", "one", "yes", ".");
    branches().addConnection("way", "other", "no", ".").build();
    const joined = branches()
      .addNode("MergeNode", "both")
      .addConnection("way", "other", "both", "a")
      .addConnection("way", "one", "both", "b")
      .addOrder("both", "no");
    expect(thrownBy(() => joined.build()).message).toContain("both end the scope");
    const always = branches().addConnection("way", "branch", "no", ".");
    expect(thrownBy(() => always.build()).message).toContain("both end the scope");
  });
});

describe("a connection that only orders", () => {
  it("fills nothing, waits, and is skipped with its source", async () => {
    const seen: object[] = [];
    const note = openNode("NoteNode", (input) => void seen.push(input));
    const workflow = new WorkflowBuilder()
      .addNode("MergeNode", "first", { a: 1 })
      .addNode("SwitchNode", "way", { value: 1, cases: [{ when: 2, output: "two" }], default: "other" })
      .addNode(note, "then", { b: 2 })
      .addNode(note, "never", {})
      .addOrder("first", "then")
      .addOrder("way", "then")
      .addConnection("way", "two", "never", ".")
      .build();
    const { skipped } = await runtime.execute(workflow);
    expect(seen).toEqual([{ b: 2 }]);
    expect(skipped).toEqual(["never"]);
    const asParameter = new WorkflowBuilder().addNode(note, "note", { ".": 1 });
    expect(thrownBy(() => asParameter.build()).diagnostics[0]?.code).toBe("WORKFLOW.UNKNOWN_PARAMETER");
  });
});
