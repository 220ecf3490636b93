import { type DataFlowError, stockNodes } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { DataFlow } from "../dataflow/dataflow.ts";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";

const User = defineModel("User", { name: field.text(), email: field.text() });
const Order = defineModel("Order", { customerId: field.integer(), total: field.integer() });
const db = new DataFlow("sqlite::memory:", { models: { User, Order } });

/** A scope around a user and an order of that user; how it ends is up to the test. */
const begun = () =>
  db
    .workflow()
    .addNode("TransactionScopeNode", "tx", {})
    .addNode("UserCreateNode", "user", { name: "A", email: "a@x" })
    .addNode("OrderCreateNode", "order", { total: 5 })
    .addOrder("tx", "user")
    .addConnection("user", "id", "order", "customerId");

/** What is wrong with a workflow, as code and node. */
function mistakesOf(build: () => unknown): readonly string[] {
  try {
    build();
  } catch (error) {
    return (error as DataFlowError).diagnostics.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
}

describe("the nodes of a DataFlow", () => {
  it("have the names of the API, and of transactions those of the Python DataFlow, too", () => {
    const operations = ["Create", "Read", "Update", "Delete", "List", "Upsert", "Count", "Aggregate"];
    const bulk = ["BulkCreate", "BulkUpdate", "BulkDelete", "BulkUpsert", "Import", "Export"];
    const ends = ["TransactionScope", "TransactionCommit", "TransactionRollback", "Savepoint", "RollbackToSavepoint"];
    const original = ["TransactionSavepoint", "TransactionRollbackToSavepoint"];
    const ofModels = ["User", "Order"].flatMap((model) => [...operations, ...bulk].map((name) => model + name));
    const expected = [...ofModels, ...ends, ...original, "SqlQuery", "Saga"].map((name) => `${name}Node`);
    expect([...db.nodes.names()].sort()).toEqual(expected.sort());
    const stock = ["Switch", "Merge", "Function", "Map", "Loop", "Workflow", "HttpRequest"];
    expect([...stockNodes.names()].sort()).toEqual(stock.map((name) => `${name}Node`).sort());
  });
});

describe("transaction nodes in a graph", () => {
  it("finds what the graph shows: ends without scopes, scopes without ends, nodes half inside", () => {
    const flow = () => db.workflow();
    const loose = flow()
      .addNode("TransactionCommitNode", "commit", {})
      .addNode("SavepointNode", "mark", { name: "1st" });
    expect(mistakesOf(() => loose.build())).toEqual([
      "WORKFLOW.SCOPE_MISSING nodes.commit",
      "WORKFLOW.SCOPE_MISSING nodes.mark",
      "MODEL.INVALID_PARAMETER nodes.mark.parameters.name",
    ]);
    expect(mistakesOf(() => begun().build())).toEqual(["WORKFLOW.SCOPE_NOT_ENDED nodes.tx"]);
    const beside = begun().addNode("TransactionCommitNode", "commit", {}).addOrder("user", "commit");
    expect(mistakesOf(() => beside.build())).toEqual(["WORKFLOW.SCOPE_NOT_ENDED nodes.order"]);
    const half = begun()
      .addNode("TransactionCommitNode", "commit", {})
      .addNode("UserCreateNode", "outside", { name: "B", email: "b@x" })
      .addOrder("order", "commit")
      .addOrder("outside", "commit");
    expect(mistakesOf(() => half.build())).toEqual(["WORKFLOW.SCOPE_CROSSED nodes.outside"]);
    const twice = begun()
      .addNode("TransactionCommitNode", "commit", {})
      .addNode("TransactionRollbackNode", "undo", {})
      .addOrder("order", "commit")
      .addOrder("order", "undo");
    expect(mistakesOf(() => twice.build())).toEqual(["WORKFLOW.SCOPE_CROSSED nodes.undo"]);
    const again = begun()
      .addNode("TransactionCommitNode", "commit", {})
      .addNode("TransactionRollbackNode", "undo", {})
      .addOrder("order", "commit")
      .addOrder("commit", "undo");
    expect(mistakesOf(() => again.build())).toEqual(["WORKFLOW.SCOPE_MISSING nodes.undo"]);
    const wrong = flow().addNode("TransactionScopeNode", "tx", { timeoutMs: 0, isolation: "snapshot" as never });
    expect(mistakesOf(() => wrong.build())).toContain("MODEL.INVALID_PARAMETER nodes.tx.parameters.isolation");
  });

  it("refuses scopes that cross", () => {
    const crossed = begun()
      .addNode("TransactionScopeNode", "other", {})
      .addNode("TransactionCommitNode", "inner", {})
      .addNode("TransactionCommitNode", "outer", {})
      .addOrder("other", "order")
      .addOrder("order", "inner")
      .addOrder("inner", "outer");
    expect(mistakesOf(() => crossed.build()).join()).toContain("WORKFLOW.SCOPE_CROSSED nodes.order");
  });
});
