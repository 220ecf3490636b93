import fc from "fast-check";
import { expect, it } from "vitest";
import { createNodeRegistry } from "../../node/create-node-registry.ts";
import { openNode } from "../../test-support/node-kit.ts";
import { propertySeed } from "../../test-support/property-seed.ts";
import { isReservedName } from "../../text/own-keys.ts";
import { Workflow } from "../workflow.ts";
import { WorkflowBuilder } from "../workflow-builder.ts";
import { ORDER_ONLY } from "../workflow-graph.ts";

const source = { nodes: createNodeRegistry([openNode("EchoNode", (input) => input)]) };

const key = fc.oneof(fc.constantFrom("$type", "value", "$", "a.b"), fc.string()).filter((name) => name !== "__proto__");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.bigInt(), fc.boolean(), fc.constant(null)),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.array(tie("value")),
    fc.dictionary(key, tie("value"), { noNullPrototype: true }),
  ),
}));
// "." as an input only orders; no parameter has that name.
const parameters = fc.dictionary(
  key.filter((name) => name !== "" && name !== ORDER_ONLY && !isReservedName(name)),
  value,
  { noNullPrototype: true },
);

it("every parameter comes back exactly as it was", () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const workflow = new WorkflowBuilder(source).addNode("EchoNode", "a", given).build();
      const restored = Workflow.fromJSON(JSON.stringify(workflow), source);
      expect(restored.nodes[0]?.parameters).toStrictEqual(given);
      expect(restored.toJSON()).toStrictEqual(workflow.toJSON());
    }),
    { seed: propertySeed(), numRuns: 150 },
  );
});

it("no JSON makes reading fail in any other way than with a coded error", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(() => Workflow.fromJSON(json, source)).toThrow(expect.objectContaining({ code: "WORKFLOW.INVALID_JSON" }));
    }),
    { seed: propertySeed(), numRuns: 200 },
  );
});
