import { describe, expect, it } from "vitest";
import { DataFlow, field } from "../index.ts";
import { modelNodeType, modelNodeTypeNames } from "./model-node-types.ts";

const db = new DataFlow("sqlite::memory:");
const User = db.model("User", { name: field.text() });
const Bulk = db.model("Bulk", { name: field.text() });

describe("node types of models", () => {
  it("are found by the names that they have", () => {
    for (const { name, nodes } of [User, Bulk]) {
      const types = Object.values(nodes);
      expect(types.map(({ type }) => type).sort()).toEqual([...modelNodeTypeNames(name)].sort());
      for (const nodeType of types) expect(db.nodes.get(nodeType.type)).toBe(nodeType);
    }
    expect(db.nodes.names()).toEqual(expect.arrayContaining([...modelNodeTypeNames("Bulk"), "SqlQueryNode"]));
  });

  it("are not made for models that nobody asks for", () => {
    const asked: string[] = [];
    modelNodeType("UserBulkCreateNode", (name) => void asked.push(name));
    expect(asked).toEqual(["User", "UserBulk"]);
    expect(modelNodeType("BulkCreateNode", (name) => (name === "Bulk" ? Bulk : undefined))?.type).toBe(
      "BulkCreateNode",
    );
  });

  it.each(["UserConstructorNode", "UserToStringNode", "UserNode", "CreateNode", "usercreatenode", ""])(
    "have no name %j",
    (type) => {
      expect(db.nodes.get(type)).toBeUndefined();
    },
  );

  it("are names that no other model and no other node type has", () => {
    const refused = (name: string) => () => db.model(name, { name: field.text() });
    expect(refused("UserBulk")).toThrow(
      expect.objectContaining({ code: "MODEL.DUPLICATE_MODEL", why: expect.stringContaining("UserBulkCreateNode") }),
    );
    db.nodes.register({ type: "NoteCreateNode", parameters: { names: {}, open: false }, run: () => ({}) });
    expect(refused("Note")).toThrow(expect.objectContaining({ code: "MODEL.DUPLICATE_MODEL" }));
    const userRead = { type: "UserReadNode", parameters: { names: {}, open: false }, run: () => ({}) };
    expect(() => db.nodes.register(userRead)).toThrow(expect.objectContaining({ code: "NODE.DUPLICATE_TYPE" }));
  });
});
