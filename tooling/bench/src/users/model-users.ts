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
    delete: async (id) => (await users.delete(id)).deleted,
    list: async (afterId) =>
      (await users.list({ filter: { id: { $gt: afterId } }, orderBy: ["id"], limit: 10 })).records,
    listMany: async () => (await users.list({ orderBy: ["id"], limit: 1000 })).records,
    close: () => db.close(),
  };
}

/** DataFlow's nodes, each in a workflow that was built once. */
export async function nodeUsers(url: string): Promise<UserAccess> {
  const db = await openUsers(url);
  const runtime = new LocalRuntime();
  const create = db
    .workflow()
    .addNode("UserCreateNode", "user")
    .build({ inputs: { user: ["name", "email", "age"] } });
  const read = db
    .workflow()
    .addNode("UserReadNode", "user")
    .build({ inputs: { user: ["recordId"] } });
  const update = db
    .workflow()
    .addNode("UserUpdateNode", "user")
    .build({ inputs: { user: ["recordId"] } });
  const remove = db
    .workflow()
    .addNode("UserDeleteNode", "user")
    .build({ inputs: { user: ["recordId"] } });
  const list = db
    .workflow()
    .addNode("UserListNode", "page", { orderBy: ["id"], limit: 10 })
    .build();
  const many = db
    .workflow()
    .addNode("UserListNode", "page", { orderBy: ["id"], limit: 1000 })
    .build();
  return {
    label: "workflow",
    create: async (user) => (await runtime.execute(create, { inputs: { user } })).results.user,
    read: async (recordId) => (await runtime.execute(read, { inputs: { user: { recordId } } })).results.user,
    update: async (recordId, age) =>
      (await runtime.execute(update, { inputs: { user: { recordId, age } } })).results.user,
    delete: async (recordId) =>
      (await runtime.execute(remove, { inputs: { user: { recordId } } })).results.user.deleted,
    list: async (afterId) =>
      (await runtime.execute(list, { inputs: { page: { filter: { id: { $gt: afterId } } } } })).results.page.records,
    listMany: async () => (await runtime.execute(many)).results.page.records,
    close: () => db.close(),
  };
}
