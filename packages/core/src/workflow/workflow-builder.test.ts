import { describe, expect, it } from "vitest";
import { createNodeRegistry } from "../node/create-node-registry.ts";
import type { NodeType } from "../node/node-type.ts";
import { openNode, thrownBy } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "./workflow-builder.ts";

const create: NodeType = {
  type: "UserCreateNode",
  parameters: {
    names: { name: { required: true }, email: { required: false }, profile: { required: false } },
    open: false,
  },
  results: ["id", "name", "email"],
  check: (parameters) =>
    parameters.email === "bad"
      ? [{ code: "TEST.BAD", severity: "error", message: '"email" is bad', path: "email", fix: "Give a good one" }]
      : [],
  run: () => ({ id: 1 }),
};
const open = openNode("OpenNode", (input) => input);
const source = { nodes: createNodeRegistry([create, open]) };
const builder = () => new WorkflowBuilder(source);

/** The findings of a build that must fail: `code path`. */
function findingsOf(build: () => unknown): readonly string[] {
  const error = thrownBy(build);
  expect(error.code).toBe("WORKFLOW.INVALID");
  for (const finding of error.diagnostics) expect(finding.fix).not.toBe("");
  return error.diagnostics.map(({ code, path }) => `${code} ${path}`);
}

function onlyFinding(build: () => unknown) {
  const error = thrownBy(build);
  expect(error.diagnostics.map(({ code }) => code)).toHaveLength(1);
  const [finding] = error.diagnostics;
  if (finding === undefined) throw new Error("no finding");
  return finding;
}

describe("build", () => {
  it("gives a frozen workflow in topological order", () => {
    const workflow = builder()
      .addNode("OpenNode", "last")
      .addNode("UserCreateNode", "first", { name: "Ada" })
      .addConnection("first", "id", "last", "userId")
      .build();
    expect(workflow.order).toEqual(["first", "last"]);
    expect(workflow.nodes.map(({ id }) => id)).toEqual(["last", "first"]);
    for (const value of [
      workflow,
      workflow.nodes,
      workflow.nodes[1],
      workflow.nodes[1]?.parameters,
      workflow.connections,
    ]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });

  it("builds without nodes, and again after more were added", () => {
    const statements = builder();
    expect(statements.build().nodes).toEqual([]);
    statements.addNode("OpenNode", "a");
    expect(statements.build().nodes).toHaveLength(1);
  });

  it("reports every mistake at once", () => {
    const build = () =>
      builder()
        .addNode("UserCraeteNode", "typo")
        .addNode("UserCreateNode", "user", { emial: "x", name: undefined })
        .addNode("UserCreateNode", "user", { name: "second" })
        .addNode("OpenNode", "9lives")
        .addNode("OpenNode", "open", { callback: () => 1 }, { retry: { attempts: 0 } })
        .addConnection("user", "idd", "open", "a")
        .addConnection("usr", "id", "open", "b")
        .addConnection("open", "x", "open", "c")
        .build({ inputs: { opne: ["x"] } });
    expect(findingsOf(build)).toEqual([
      "WORKFLOW.UNKNOWN_NODE_TYPE nodes.typo.type",
      "WORKFLOW.DUPLICATE_ID nodes.user",
      "WORKFLOW.INVALID_ID nodes.9lives",
      "WORKFLOW.INVALID_OPTION nodes.open.options.retry.attempts",
      "WORKFLOW.UNKNOWN_RESULT connections.user → open",
      "WORKFLOW.UNKNOWN_NODE connections.usr → open",
      "WORKFLOW.SELF_CONNECTION connections.open → open",
      "WORKFLOW.UNKNOWN_NODE inputs.opne",
      "WORKFLOW.UNKNOWN_PARAMETER nodes.user.parameters.emial",
      "WORKFLOW.UNDEFINED_VALUE nodes.user.parameters.name",
      "WORKFLOW.FUNCTION_VALUE nodes.open.parameters.callback",
    ]);
    const { message, diagnostics } = thrownBy(build);
    for (const finding of diagnostics) expect(message).toContain(finding.message);
    expect(message).toContain('Did you mean "UserCreateNode"?');
    expect(message).toContain('Did you mean "email"?');
    expect(message).toContain('Did you mean "open"?');
  });

  it("lets a check speak with its full path", () => {
    const finding = onlyFinding(() => builder().addNode("UserCreateNode", "user", { name: "x", email: "bad" }).build());
    expect(finding).toMatchObject({ code: "TEST.BAD", path: "nodes.user.parameters.email" });
    expect(finding.message).toContain('"user"');
  });
});

describe("ids", () => {
  it.each(["", "1a", "a.b", "a b", "ä", "__proto__", "constructor", "prototype", "x".repeat(256)])(
    "refuses %j",
    (id) => {
      expect(onlyFinding(() => builder().addNode("OpenNode", id).build()).code).toBe("WORKFLOW.INVALID_ID");
    },
  );

  it.each(["a", "_", "A-1", "toString", "x".repeat(255)])("accepts %j", (id) => {
    expect(builder().addNode("OpenNode", id).build().order).toEqual([id]);
  });
});

describe("node types", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("does not take %s from a prototype", (type) => {
    expect(onlyFinding(() => builder().addNode(type, "a").build()).code).toBe("WORKFLOW.UNKNOWN_NODE_TYPE");
  });

  it("says so when the id stands in the type's place", () => {
    const { fix } = onlyFinding(() => builder().addNode("first", "OpenNode").build());
    expect(fix).toBe('The type comes first: addNode("OpenNode", "first", …)');
  });

  it("refuses what is not a node type", () => {
    for (const type of [5, null, undefined, {}, { type: "X" }, { type: "X", run: () => 1 }]) {
      // @ts-expect-error what untyped code may pass
      expect(onlyFinding(() => builder().addNode(type, "a").build()).code).toBe("WORKFLOW.UNKNOWN_NODE_TYPE");
    }
  });

  it("refuses sources and options that are none", () => {
    // @ts-expect-error what untyped code may pass
    expect(thrownBy(() => new WorkflowBuilder("sqlite:app.db")).code).toBe("WORKFLOW.INVALID_BUILDER");
    // @ts-expect-error what untyped code may pass
    expect(thrownBy(() => builder().build({ input: {} })).fix).toContain("inputs");
  });
});

describe("parameters", () => {
  it("must be given, connected or announced", () => {
    const finding = onlyFinding(() => builder().addNode("UserCreateNode", "user").build());
    expect(finding).toMatchObject({ code: "WORKFLOW.MISSING_PARAMETER", path: "nodes.user.parameters.name" });
    expect(finding.fix).toContain('build({ inputs: { user: ["name"] } })');
    builder()
      .addNode("UserCreateNode", "user")
      .build({ inputs: { user: ["name"] } });
    builder()
      .addNode("OpenNode", "o")
      .addNode("UserCreateNode", "user")
      .addConnection("o", "x", "user", "name")
      .build();
  });

  it.each(["constructor", "prototype"])("of an open node are never named %s", (name) => {
    expect(
      findingsOf(() =>
        builder()
          .addNode("OpenNode", "a", { [name]: 1 })
          .build(),
      ),
    ).toEqual([`WORKFLOW.UNKNOWN_PARAMETER nodes.a.parameters.${name}`]);
  });

  it("may not hold a key __proto__ at any depth", () => {
    const parameters = JSON.parse('{ "data": [{ "__proto__": { "admin": true } }] }');
    expect(onlyFinding(() => builder().addNode("OpenNode", "a", parameters).build())).toMatchObject({
      code: "WORKFLOW.INVALID_VALUE",
      path: "nodes.a.parameters.data.0.__proto__",
    });
  });

  it("may not hold undefined, functions or symbols at any depth", () => {
    const parameters = { list: [1, undefined, { deep: { f: () => 1, s: Symbol("x") } }] };
    expect(findingsOf(() => builder().addNode("OpenNode", "a", parameters).build())).toEqual([
      "WORKFLOW.UNDEFINED_VALUE nodes.a.parameters.list.1",
      "WORKFLOW.FUNCTION_VALUE nodes.a.parameters.list.2.deep.f",
      "WORKFLOW.INVALID_VALUE nodes.a.parameters.list.2.deep.s",
    ]);
  });

  it("may contain themselves and be as deep as they like", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = [deep];
    builder().addNode("OpenNode", "a", { cyclic, deep }).build();
  });

  it("list at most fifty mistakes in the values of one node", () => {
    const rows = Array.from({ length: 100_000 }, () => ({ name: undefined }));
    expect(thrownBy(() => builder().addNode("OpenNode", "a", { rows }).build()).diagnostics).toHaveLength(50);
  });

  it.each([[null], [5], ["x"], [[1]], [new Date()]])("are an object, not %j", (parameters) => {
    // @ts-expect-error what untyped code may pass
    expect(onlyFinding(() => builder().addNode("OpenNode", "a", parameters).build()).code).toBe(
      "WORKFLOW.INVALID_VALUE",
    );
  });

  it("are copied, so that a later change does not reach the workflow", () => {
    const parameters = { name: "Ada" };
    const workflow = builder().addNode("UserCreateNode", "user", parameters).build();
    parameters.name = "Bob";
    expect(workflow.nodes[0]?.parameters.name).toBe("Ada");
  });
});

/** What people who know template strings write. */
function template(inside: string): string {
  return ["$", "{", inside, "}"].join("");
}

describe("templates", () => {
  const withTemplate = (value: unknown) =>
    builder()
      .addNode("UserCreateNode", "createUser", { name: "Ada" })
      .addNode("OpenNode", "order", { customerId: value });

  it("are refused with the call to write instead", () => {
    const finding = onlyFinding(() => withTemplate(template("createUser.id")).build());
    expect(finding).toMatchObject({ code: "WORKFLOW.TEMPLATE_STRING", path: "nodes.order.parameters.customerId" });
    expect(finding.fix).toContain('.addConnection("createUser", "id", "order", "customerId")');
  });

  it("are refused inside objects and arrays", () => {
    const finding = onlyFinding(() =>
      withTemplate({ filter: [{ id: ` ${template(" createUser.profile.0 ")} ` }] }).build(),
    );
    expect(finding.path).toBe("nodes.order.parameters.customerId.filter.0.id");
    expect(finding.fix).toContain('.addConnection("createUser", "profile.0", "order", "customerId")');
  });

  it("name the whole result with a dot", () => {
    expect(onlyFinding(() => withTemplate(template("createUser")).build()).fix).toContain(
      '.addConnection("createUser", ".", "order", "customerId")',
    );
  });

  const harmless = [
    template("nobody.id"),
    `costs ${template("createUser.id")}`,
    template(""),
    "$",
    `${template("createUser.id")} and more`,
    template("HOME"),
  ];

  it.each(harmless)("leaves %j alone", (text) => {
    withTemplate(text).build();
  });
});

describe("connections", () => {
  const pair = () => builder().addNode("UserCreateNode", "user", { name: "Ada" }).addNode("OpenNode", "open");

  it.each(["", "a..b", ".a", "a.", "records[0].id", "__proto__.x", "a.constructor", "x".repeat(1001)])(
    "refuses the path %j",
    (path) => {
      expect(
        findingsOf(() =>
          builder().addNode("OpenNode", "a").addNode("OpenNode", "b").addConnection("a", path, "b", "x").build(),
        )[0],
      ).toMatch(/^WORKFLOW.INVALID_PATH/);
    },
  );

  it("refuses a key that the source does not give, and takes the whole result", () => {
    expect(onlyFinding(() => pair().addConnection("user", "emial", "open", "x").build()).fix).toBe(
      'Did you mean "email"?',
    );
    pair().addConnection("user", ".", "open", "x").build();
  });

  it("refuses two for one input, and one beside a static value", () => {
    const twice = pair().addConnection("user", "id", "open", "x").addConnection("user", "name", "open", "x");
    expect(onlyFinding(() => twice.build()).code).toBe("WORKFLOW.INPUT_CONNECTED_TWICE");
    const both = builder()
      .addNode("OpenNode", "a")
      .addNode("UserCreateNode", "user", { name: "Ada" })
      .addConnection("a", "x", "user", "name");
    expect(onlyFinding(() => both.build()).code).toBe("WORKFLOW.INPUT_GIVEN_TWICE");
  });

  it("refuses an input that the target does not take", () => {
    const wrong = builder().addNode("OpenNode", "a").addNode("UserCreateNode", "user", { name: "Ada" });
    expect(onlyFinding(() => wrong.addConnection("a", "x", "user", "emial").build()).fix).toBe('Did you mean "email"?');
    expect(onlyFinding(() => pair().addConnection("user", "id", "open", "__proto__").build()).code).toBe(
      "WORKFLOW.UNKNOWN_PARAMETER",
    );
  });

  it("refuses what is not text", () => {
    // @ts-expect-error what untyped code may pass
    expect(onlyFinding(() => pair().addConnection("user", 5, "open", null).build()).code).toBe("WORKFLOW.INVALID_PATH");
  });

  it("names the path around each cycle, and only the cycle", () => {
    const cyclic = builder();
    for (const id of ["before", "a", "b", "c", "after", "x", "y"]) cyclic.addNode("OpenNode", id);
    for (const [from, to] of ["before a", "a b", "b c", "c a", "c after", "x y", "y x"].map((pairOf) =>
      pairOf.split(" "),
    )) {
      cyclic.addConnection(from ?? "", "v", to ?? "", `from_${from}`);
    }
    const messages = thrownBy(() => cyclic.build()).diagnostics.map(({ message }) => message);
    expect(messages).toEqual([
      "The connections form a cycle: a → b → c → a",
      "The connections form a cycle: x → y → x",
    ]);
  });

  it("finds a cycle of a hundred thousand nodes", () => {
    const long = builder();
    const size = 100_000;
    for (let index = 0; index < size; index++) long.addNode("OpenNode", `n${index}`);
    for (let index = 0; index < size; index++) long.addConnection(`n${index}`, "v", `n${(index + 1) % size}`, "v");
    expect(thrownBy(() => long.build()).diagnostics.map(({ code }) => code)).toEqual(["WORKFLOW.CYCLE"]);
  });
});

describe("options", () => {
  const withOptions = (options: unknown) =>
    // @ts-expect-error what untyped code may pass
    builder().addNode("OpenNode", "a", {}, options);

  it.each([
    [{ retyr: {} }, "nodes.a.options.retyr", 'Did you mean "retry"?'],
    [{ retry: { attempt: 3, attempts: 3 } }, "nodes.a.options.retry.attempt", 'Did you mean "attempts"?'],
  ])("refuses %j", (options, path, fix) => {
    expect(onlyFinding(() => withOptions(options).build())).toMatchObject({
      code: "WORKFLOW.UNKNOWN_OPTION",
      path,
      fix,
    });
  });

  it.each([
    [{ timeoutMs: 0 }],
    [{ timeoutMs: "5" }],
    [{ timeoutMs: Number.NaN }],
    [{ timeoutMs: 2 ** 31 }],
    [{ onError: "ignore" }],
    [{ retry: 3 }],
    [{ retry: {} }],
    [{ retry: { attempts: 1.5 } }],
    [{ retry: { attempts: 2, backoff: 0 } }],
    [{ retry: { attempts: 2, jitter: 1 } }],
    ["fast"],
  ])("refuses the value in %j", (options) => {
    expect(onlyFinding(() => withOptions(options).build()).code).toBe("WORKFLOW.INVALID_OPTION");
  });

  it("announces inputs by lists of names", () => {
    for (const inputs of [[], 5, { a: "x" }, { a: [1] }]) {
      // @ts-expect-error what untyped code may pass
      expect(onlyFinding(() => builder().addNode("OpenNode", "a").build({ inputs })).code).toBe(
        "WORKFLOW.INVALID_OPTION",
      );
    }
    expect(
      onlyFinding(() =>
        builder()
          .addNode("UserCreateNode", "u", { name: "x" })
          .build({ inputs: { u: ["nam"] } }),
      ).code,
    ).toBe("WORKFLOW.UNKNOWN_PARAMETER");
  });
});
