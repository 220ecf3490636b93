import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openNode } from "../test-support/node-kit.ts";
import { propertySeed } from "../test-support/property-seed.ts";
import { WorkflowBuilder } from "./workflow-builder.ts";

describe("toMermaid", () => {
  it("draws nodes, connections and branches", () => {
    const workflow = new WorkflowBuilder()
      .addNode(
        openNode("OrderCreateNode", () => ({})),
        "createOrder",
      )
      .addNode("SwitchNode", "route", { cases: [{ when: { $gt: 100 }, output: "large" }] })
      .addNode("MergeNode", "review")
      .addConnection("createOrder", "items.0.total", "route", "value")
      .addConnection("route", "large", "review", "total")
      .addConnection("route", "branch", "review", "taken")
      .build();
    expect(workflow.toMermaid()).toBe(`flowchart TD
  n0["createOrder<br/>OrderCreateNode"]
  n1{"route<br/>SwitchNode"}
  n2["review<br/>MergeNode"]
  n0 -->|"items.0.total → value"| n1
  n1 -->|"if large: large → total"| n2
  n1 -->|"branch → taken"| n2
`);
  });

  it("escapes every character that could end a label", () => {
    const hostile = openNode('x"]\nclick n0 "javascript:alert(1)"', () => 1);
    const workflow = new WorkflowBuilder()
      .addNode(hostile, "end")
      .addNode("MergeNode", "graph")
      .addConnection("end", 'a"|;]--> <b>`%%{init}', "graph", "]\n  subgraph #quot; & ♥")
      .build();
    const lines = workflow.toMermaid().split("\n");
    expect(lines).toHaveLength(5);
    for (const line of lines.slice(1, 3)) expect(line).toMatch(/^ {2}n\d\["[^"\]\n`<>%|]*<br\/>[^"\]\n`<>%|]*"\]$/);
    expect(lines[3]).toMatch(/^ {2}n0 -->\|"[^"\]\n`<>%|]*"\| n1$/);
    expect(lines[1]).toContain("x#34;#93;#10;click");
  });

  it("keeps its shape whatever the names are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.string({ minLength: 1 }), (type, input) => {
        fc.pre(!["__proto__", "constructor", "prototype", "."].includes(input));
        const workflow = new WorkflowBuilder()
          .addNode(
            openNode(type, () => 1),
            "a",
          )
          .addNode("MergeNode", "b")
          .addConnection("a", ".", "b", input)
          .build();
        expect(workflow.toMermaid()).toMatch(
          /^flowchart TD\n {2}n0\["a<br\/>[\p{L}\p{N} _.#;-]+"\]\n {2}n1\["b<br\/>MergeNode"\]\n {2}n0 -->\|"\. → [\p{L}\p{N} _.#;-]+"\| n1\n$/u,
        );
      }),
      { seed: propertySeed(), numRuns: 300 },
    );
  });
});
