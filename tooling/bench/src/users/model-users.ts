import { LocalRuntime } from "@dataflow/all";
import type { UserAccess } from "./user-access.ts";
import { openUserModel, openUsers } from "./user-model.ts";

/**
 * DataFlow's methods.
 *
 * @param batchReads whether reads that are called together share a statement
 */
export async function methodUsers(url: string, batchReads = true): Promise<UserAccess> {
  const { db, users } = await openUserModel(url, { batchReads });
  return {
    label: batchReads ? "method" : "method, batchReads: false",
    create: (user) => users.create(user),
    read: (id) => users.read(id),
    update: (id, age) => users.update(id, { age }),
    delete: (id) => users.delete(id),
    list: (afterId) => users.list({ filter: { id: { $gt: afterId } }, orderBy: ["id"], limit: 10 }),
    listMany: () => users.list({ orderBy: ["id"], limit: 1000 }),
    close: () => db.close(),
  };
}

/** DataFlow's nodes, each in a workflow that was built once. */
export async function nodeUsers(url: string): Promise<UserAccess> {
  const db = await openUsers(url);
  const runtime = new LocalRuntime();
  const onRecord = { inputs: { answer: ["recordId"] } } as const;
  const create = db
    .workflow()
    .addNode("UserCreateNode", "answer")
    .build({ inputs: { answer: ["name", "email", "age"] } });
  const read = db.workflow().addNode("UserReadNode", "answer").build(onRecord);
  const update = db.workflow().addNode("UserUpdateNode", "answer").build(onRecord);
  const remove = db.workflow().addNode("UserDeleteNode", "answer").build(onRecord);
  const list = db
    .workflow()
    .addNode("UserListNode", "answer", { orderBy: ["id"], limit: 10 })
    .build();
  const many = db
    .workflow()
    .addNode("UserListNode", "answer", { orderBy: ["id"], limit: 1000 })
    .build();
  return {
    label: "workflow",
    create: (user) => runtime.execute(create, { inputs: { answer: user } }),
    read: (recordId) => runtime.execute(read, { inputs: { answer: { recordId } } }),
    update: (recordId, age) => runtime.execute(update, { inputs: { answer: { recordId, age } } }),
    delete: (recordId) => runtime.execute(remove, { inputs: { answer: { recordId } } }),
    list: (afterId) => runtime.execute(list, { inputs: { answer: { filter: { id: { $gt: afterId } } } } }),
    listMany: () => runtime.execute(many),
    close: () => db.close(),
  };
}
