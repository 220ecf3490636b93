import { LocalRuntime, Workflow, WorkflowBuilder } from "@dataflow/core";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const User = defineModel("User", { name: field.text(), email: field.text().unique(), age: field.integer().optional() });
const Order = defineModel("Order", {
  customerId: field.integer().references(() => User, { onDelete: "cascade" }),
  total: field.decimal(12, 2).default("0"),
  due: field.timestamp().optional(),
});
const models = { User, Order };

// biome-ignore lint/suspicious/noTemplateCurlyInString: what users of template languages write, and what is refused
const TEMPLATE = "${wrong.id}";

const suites = await isolatedTests({ models });

describe.each(suites)("workflows on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  const runtime = new LocalRuntime();
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });

  it("carries a created row's key along a connection", async () => {
    const workflow = db
      .workflow()
      .addNode("UserCreateNode", "createUser", { name: "Alice", email: "alice@example.com" })
      .addNode("OrderCreateNode", "createOrder", { total: "250.00" })
      .addConnection("createUser", "id", "createOrder", "customerId")
      .build();
    const { results, runId } = await runtime.execute(workflow);
    expect(results.createOrder).toMatchObject({ customerId: results.createUser.id, total: "250.00" });
    expect(runId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("runs every node of a model", async () => {
    const workflow = db
      .workflow()
      .addNode("UserBulkCreateNode", "import", {
        data: [
          { name: "A", email: "a@x" },
          { name: "B", email: "b@x" },
        ],
        returnIds: true,
      })
      .addNode("UserCreateNode", "create", { name: "C", email: "c@x" })
      .addNode("UserUpsertNode", "upsert", { where: { email: "d@x" }, create: { name: "D" }, update: { age: 1 } })
      .addNode("UserUpdateNode", "update", { age: 30 })
      .addNode("UserReadNode", "read")
      .addConnection("create", "id", "update", "recordId")
      .addConnection("update", "id", "read", "recordId")
      .build();
    const { results } = await runtime.execute(workflow, { transaction: true });
    expect(results.import).toMatchObject({ inserted: 2, ids: [expect.any(Number), expect.any(Number)] });
    expect(results.read).toMatchObject({ name: "C", age: 30 });
    expect(results.upsert.action).toBe("created");

    const changes = db
      .workflow()
      .addNode("UserBulkUpdateNode", "older", { filter: { age: null }, update: { age: 40 } })
      .addNode("UserBulkUpsertNode", "again", { data: [{ name: "A2", email: "a@x" }], keyFields: ["email"] })
      .build();
    await runtime.execute(changes, { transaction: true });

    const questions = db
      .workflow()
      .addNode("UserListNode", "list", { orderBy: ["email"], fields: ["email"] })
      .addNode("UserCountNode", "count", { filter: { age: { $gte: 40 } } })
      .addNode("UserAggregateNode", "ages", { aggregates: { oldest: { $max: "age" } } })
      .addNode("UserAggregateNode", "stages", { pipeline: [{ $group: { _id: null, oldest: { $max: "$age" } } }] })
      .build();
    const answers = await runtime.execute(questions);
    expect(answers.results.list.records.map(({ email }) => email)).toEqual(["a@x", "b@x", "c@x", "d@x"]);
    expect(answers.results.ages.rows).toEqual([{ oldest: 40 }]);
    expect(answers.results.stages.rows).toEqual([{ _id: null, oldest: 40 }]);

    const deleteOne = db.workflow().addNode("UserDeleteNode", "one", { recordId: results.create.id });
    expect((await runtime.execute(deleteOne.build())).results.one).toEqual({ id: results.create.id, deleted: true });
    const deleteRest = db.workflow().addNode("UserBulkDeleteNode", "rest", { all: true });
    expect((await runtime.execute(deleteRest.build())).results.rest).toEqual({ deleted: 3 });
    expect(await db.models.User.count()).toEqual({ count: 0 });
  });

  it("fills a field of every row from a connection", async () => {
    const workflow = db
      .workflow()
      .addNode("UserCreateNode", "customer", { name: "Alice", email: "alice@example.com" })
      .addNode("OrderBulkCreateNode", "orders", { data: [{ total: "1.00" }, { total: "2.00" }] })
      .addNode("OrderBulkUpsertNode", "others", { data: [{ total: "5.00" }, {}], total: "3.00" })
      .addConnection("customer", "id", "others", "customerId")
      .addConnection("customer", "id", "orders", "customerId");
    const { results } = await runtime.execute(workflow.build());
    expect(results.orders.inserted).toBe(2);
    const { records } = await db.models.Order.list({ filter: { customerId: results.customer.id }, orderBy: ["total"] });
    expect(records.map(({ total }) => total)).toEqual(["1.00", "2.00", "3.00", "5.00"]);
  });

  it("undoes everything when a node of a transaction fails, and nothing without one", async () => {
    const build = (email: string) =>
      db
        .workflow()
        .addNode("UserCreateNode", "create", { name: "A", email })
        .addNode("OrderCreateNode", "fail", { customerId: 987_654 })
        .addNode("MergeNode", "wait")
        .addConnection("create", "name", "wait", "value")
        .build();
    const failure = await runtime.execute(build("1@x"), { transaction: true }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "RUNTIME.NODE_FAILED",
      meta: { nodeId: "fail" },
      cause: { code: "DATABASE.FOREIGN_KEY_VIOLATION" },
    });
    expect(await db.models.User.count({ filter: { email: "1@x" } })).toEqual({ count: 0 });
    await runtime.execute(build("2@x")).catch(() => undefined);
    expect(await db.models.User.count({ filter: { email: "2@x" } })).toEqual({ count: 1 });
  });

  it("stops an import between two batches when the run is cancelled, and undoes it", async () => {
    const stop = new AbortController();
    function* rows() {
      for (let index = 0; index < 10_000; index++) {
        if (index === 2_500) stop.abort(new Error("enough"));
        yield { name: "n", email: `${index}@x` };
      }
    }
    const workflow = db.workflow().addNode("UserBulkCreateNode", "import", { batchSize: 100 });
    const inputs = { import: { data: rows() } };
    const failure = await runtime
      .execute(workflow.build({ inputs: { import: ["data"] } }), { inputs, signal: stop.signal })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "RUNTIME.CANCELLED" });
    expect(await db.models.User.count()).toEqual({ count: 0 });
  });

  it("passes the run's context to what its nodes call", async () => {
    await expect(db.withContext({ userId: "u1" }, () => db.models.User.count())).resolves.toEqual({ count: 0 });
    const workflow = db.workflow().addNode("UserCountNode", "count", {}).build();
    expect((await runtime.execute(workflow, { context: { tenantId: "acme" } })).results.count).toEqual({ count: 0 });
  });

  it("reports every mistake of a workflow at once, each with its place and its fix", () => {
    const builder = new WorkflowBuilder({ nodes: db.nodes })
      .addNode("UserCreatNode", "typo", {})
      .addNode("UserCreateNode", "wrong", { nmae: "A", email: 7 })
      .addNode("UserListNode", "list", { filter: { agee: 1 }, limit: -1 })
      .addNode("OrderCreateNode", "template", { customerId: TEMPLATE, due: "2001-01-01" })
      .addNode("SqlQueryNode", "sql", {})
      .addConnection("wrong", "name", "sql", "sql");
    let failure: unknown;
    try {
      builder.build();
    } catch (error) {
      failure = error;
    }
    const { code, diagnostics } = failure as {
      code: string;
      diagnostics: { path: string; fix: string; message: string }[];
    };
    expect(code).toBe("WORKFLOW.INVALID");
    const paths = diagnostics.map(({ path }) => path);
    for (const place of [
      "nodes.typo",
      "nodes.wrong.parameters.nmae",
      "nodes.wrong.parameters.email",
      "nodes.list.parameters.filter",
      "nodes.list.parameters.limit",
      "nodes.template.parameters.customerId",
      "nodes.template.parameters.due",
      "nodes.sql.parameters.sql",
    ]) {
      expect(
        paths.some((path) => path.startsWith(place)),
        `${place} in ${paths.join(", ")}`,
      ).toBe(true);
    }
    const texts = diagnostics.map(({ message, fix }) => `${message} ${fix}`).join("\n");
    expect(texts).toContain("UserCreateNode");
    expect(texts).toContain('addConnection("wrong", "id", "template", "customerId")');
    expect(texts).not.toContain("2001-01-01");
  });

  it("stores a workflow as JSON and runs it again", async () => {
    const workflow = db
      .workflow()
      .addNode("UserCreateNode", "user", { name: "A", email: "json@x" })
      .addNode("OrderCreateNode", "order", { due: new Date("2001-02-03T04:05:06.007Z") })
      .addConnection("user", "id", "order", "customerId")
      .build();
    const text = JSON.stringify(workflow);
    const again = Workflow.fromJSON(JSON.parse(text), db);
    expect(JSON.stringify(again)).toBe(text);
    const { results } = await runtime.execute(again);
    expect(results.order).toMatchObject({ due: new Date("2001-02-03T04:05:06.007Z") });
    expect(again.toMermaid()).toContain("flowchart");
  });

  it("runs SQL with bound parameters", async () => {
    await db.models.User.create({ name: "A", email: "sql@x" });
    const placeholder = db.connection.dialect === "sqlite" ? "?" : "$1";
    const workflow = db.workflow().addNode("SqlQueryNode", "query", {
      sql: `SELECT name FROM users WHERE email = ${placeholder}`,
      parameters: ["sql@x"],
    });
    expect((await runtime.execute(workflow.build())).results.query).toEqual({ rows: [{ name: "A" }], rowCount: 1 });
  });
});
