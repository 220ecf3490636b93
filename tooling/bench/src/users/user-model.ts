import { DataFlow, defineModel, field } from "@dataflow/all";

/** Seven columns: these, the key and two managed times. */
export const User = defineModel("User", {
  name: field.text(),
  email: field.text().unique(),
  age: field.integer(),
  active: field.boolean().default(true),
});

/** Opens a database with the table of users in it, for its nodes. */
export async function openUsers(url: string) {
  const db = new DataFlow(url, { models: { User } });
  await db.initialize();
  return db;
}

/** The same for the methods. */
export async function openUserModel(url: string, options: { readonly batchReads?: boolean } = {}) {
  const db = new DataFlow(url, options);
  const users = db.model(User);
  await db.initialize();
  return { db, users };
}

/** Creates the table of users and leaves, so that the plain driver works on the very same table. */
export async function createUserTable(url: string): Promise<void> {
  const db = await openUsers(url);
  await db.close();
}
