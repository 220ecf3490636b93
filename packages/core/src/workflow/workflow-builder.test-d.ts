import { describe, expectTypeOf, it } from "vitest";
import { defineNode } from "../node/define-node.ts";
import type { NodeSource } from "../node/node-source.ts";
import { nodeSourceOf } from "../node/node-source-of.ts";
import type { NodeType } from "../node/node-type.ts";
import { functionNode } from "../nodes/function-node.ts";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import type { ValueAt } from "./result-path.ts";
import type { UntypedOutput } from "./untyped-output.ts";
import { Workflow } from "./workflow.ts";
import { WorkflowBuilder } from "./workflow-builder.ts";

interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly profile: { readonly city: string };
}

interface Types {
  readonly UserCreateNode: {
    readonly input: { readonly name: string; readonly email?: string | null };
    readonly output: User;
  };
  readonly UserReadNode: { readonly input: { readonly recordId: number }; readonly output: User | null };
  readonly UserListNode: {
    readonly input: { readonly limit?: number };
    readonly output: { readonly records: readonly User[]; readonly count: number };
  };
  readonly UserUpdateNode: {
    readonly input:
      | { readonly recordId: number; readonly fields: { readonly name?: string } }
      | { readonly recordId: number; readonly name?: string };
    readonly output: User;
  };
}

declare const source: NodeSource<Types>;
declare const untyped: NodeSource;
declare const createUser: NodeType<{ readonly name: string }, User, "UserCreateNode">;

describe("a typed source", () => {
  const start = new WorkflowBuilder(source)
    .addNode("UserCreateNode", "create", { name: "Ada" })
    .addNode("UserListNode", "list");

  it("types the results", async () => {
    const workflow = start.addNode("UserReadNode", "read").addConnection("create", "id", "read", "recordId").build();
    const { results } = await new LocalRuntime().execute(workflow);
    expectTypeOf(results.create).toEqualTypeOf<User>();
    expectTypeOf(results.read).toEqualTypeOf<User | null>();
    expectTypeOf(results.list.records[0]).toEqualTypeOf<User | undefined>();
    // @ts-expect-error there is no such node
    results.craete;
  });

  it("orders nodes that exist, and fills nothing with it", () => {
    start.addOrder("create", "list").addConnection("create", "id", "list", ".");
    // @ts-expect-error there is no such node
    start.addOrder("create", "lits");
    // @ts-expect-error there is no such result
    start.addConnection("create", "idd", "list", ".");
  });

  it("refuses names, parameters and values that do not exist", () => {
    // @ts-expect-error a mistyped node type
    start.addNode("UserCraeteNode", "x");
    // @ts-expect-error an unknown parameter
    start.addNode("UserCreateNode", "x", { emial: "a" });
    // @ts-expect-error a wrong type of value
    start.addNode("UserCreateNode", "x", { name: 5 });
    // @ts-expect-error undefined is not a value
    start.addNode("UserCreateNode", "x", { name: undefined });
    // @ts-expect-error an unknown option
    start.addNode("UserCreateNode", "x", { name: "a" }, { retires: 3 });
  });

  it("leaves out what a connection fills", () => {
    start.addNode("UserReadNode", "read").addConnection("list", "records.0.id", "read", "recordId");
    start.addNode("UserUpdateNode", "update", { name: "B" }).addConnection("create", "id", "update", "recordId");
    start
      .addNode("UserUpdateNode", "update", { fields: { name: "B" } })
      .addConnection("create", "id", "update", "recordId");
  });

  it("checks both ends of a connection", () => {
    const builder = start.addNode("UserReadNode", "read").addNode("UserCreateNode", "second");
    builder.addConnection("create", "name", "second", "name");
    builder.addConnection("create", "email", "second", "email");
    builder.addConnection("create", "profile.city", "second", "name");
    builder.addConnection("read", "name", "second", "name");
    builder.addConnection("list", "records.length", "read", "recordId");
    // @ts-expect-error an unknown source
    builder.addConnection("craete", "name", "second", "name");
    // @ts-expect-error an unknown target
    builder.addConnection("create", "name", "secnod", "name");
    // @ts-expect-error a path that does not exist
    builder.addConnection("create", "nmae", "second", "name");
    // @ts-expect-error a path that does not exist further down
    builder.addConnection("list", "records.0.nmae", "second", "name");
    // @ts-expect-error a path into a list without an index
    builder.addConnection("list", "records.id", "read", "recordId");
    // @ts-expect-error an input that does not exist
    builder.addConnection("create", "name", "second", "nmae");
    // @ts-expect-error a value of another type
    builder.addConnection("create", "id", "second", "name");
    // @ts-expect-error null where none may be
    builder.addConnection("create", "email", "second", "name");
  });

  it("knows the stock nodes beside its own", () => {
    start
      .addNode("SwitchNode", "route", { cases: [{ when: { $gt: 3 }, output: "many" }] })
      .addConnection("list", "count", "route", "value")
      .addNode("UserReadNode", "read")
      .addConnection("route", "many", "read", "recordId");
    // @ts-expect-error a mistyped operator
    start.addNode("SwitchNode", "route", { cases: [{ when: { $gtt: 3 }, output: "many" }] });
  });

  it("types announced and brought inputs", async () => {
    const workflow = start.addNode("UserReadNode", "read").build({ inputs: { read: ["recordId"] } });
    // @ts-expect-error an unknown parameter
    start.build({ inputs: { create: ["nmae"] } });
    const runtime = new LocalRuntime();
    runtime.execute(workflow, { inputs: { read: { recordId: 1 } } });
    // @ts-expect-error a wrong type of value
    runtime.execute(workflow, { inputs: { read: { recordId: "1" } } });
    // @ts-expect-error an unknown node
    runtime.execute(workflow, { inputs: { raed: { recordId: 1 } } });
    // @ts-expect-error an unknown option
    runtime.execute(workflow, { inptus: {} });
  });
});

describe("an untyped source", () => {
  it("accepts any name and lets any result be read", async () => {
    const workflow = new WorkflowBuilder(untyped)
      .addNode("AnythingNode", "createOrder", { total: "1" })
      .addNode("OtherNode", "other")
      .addConnection("createOrder", "id", "other", "orderId")
      .addConnection("addedByStatement", "id", "other", "x")
      .build({ inputs: { other: ["y"] } });
    const { results } = await new LocalRuntime().execute(workflow);
    expectTypeOf(results.createOrder).toEqualTypeOf<UntypedOutput>();
    expectTypeOf(results.createOrder.id).toEqualTypeOf<UntypedOutput | undefined>();
  });

  it("still types node types given themselves", async () => {
    const builder = new WorkflowBuilder().addNode(createUser, "create", { name: "Ada" });
    // @ts-expect-error a wrong type of value
    builder.addNode(createUser, "x", { name: 1 });
    // @ts-expect-error a path that does not exist
    builder.addNode("MergeNode", "merge").addConnection("create", "nmae", "merge", "x");
    const { results } = await new LocalRuntime().execute(builder.build());
    expectTypeOf(results.create.profile.city).toEqualTypeOf<string>();
  });

  it("types what functions take and give", async () => {
    const builder = new WorkflowBuilder()
      .addNode(
        functionNode(() => ({ celsius: 21 })),
        "measure",
      )
      .addNode(
        functionNode(async (input: { celsius: number }) => ({ fahrenheit: input.celsius * 1.8 })),
        "convert",
      )
      .addConnection("measure", "celsius", "convert", "celsius");
    const { results } = await new LocalRuntime().execute(builder.build());
    expectTypeOf(results.convert.fahrenheit).toEqualTypeOf<number>();
    // @ts-expect-error an input that does not exist
    builder.addConnection("measure", "celsius", "convert", "kelvin");
  });
});

describe("defineNode and nodeSourceOf", () => {
  const dice = defineNode({ type: "DiceNode", run: () => ({ eyes: 4 }) });

  it("infers name and result", () => {
    expectTypeOf(dice.type).toEqualTypeOf<"DiceNode">();
    const builder = new WorkflowBuilder(nodeSourceOf([dice])).addNode("DiceNode", "dice");
    // @ts-expect-error a mistyped node type
    builder.addNode("DieceNode", "x");
    // @ts-expect-error a path that does not exist
    builder.addNode("MergeNode", "merge").addConnection("dice", "eys", "merge", "x");
  });
});

describe("paths", () => {
  it("are followed four segments deep and open beyond", () => {
    interface Deep {
      readonly a: { readonly b: { readonly c: { readonly d: { readonly e: number } } } };
    }
    expectTypeOf<ValueAt<Deep, "a.b.c">>().toEqualTypeOf<{ readonly d: { readonly e: number } }>();
    expectTypeOf<ValueAt<Deep, "a.b.c.d.e">>().toEqualTypeOf<unknown>();
    expectTypeOf<ValueAt<Deep, ".">>().toEqualTypeOf<Deep>();
    expectTypeOf<ValueAt<{ readonly note?: string }, "note">>().toEqualTypeOf<string>();
  });
});

describe("a restored workflow", () => {
  it("gives results that may be there", async () => {
    const { results } = await new LocalRuntime().execute(Workflow.fromJSON("{}", source));
    expectTypeOf(results.create).toEqualTypeOf<UntypedOutput | undefined>();
  });
});
