import { openUserModel } from "../users/user-model.ts";
import type { BulkTechniques } from "./bulk-techniques.ts";

/** DataFlow's bulk methods as they are documented, without any setting. */
export async function dataflowTechniques({ url }: { readonly url: string }): Promise<BulkTechniques> {
  const { db, users } = await openUserModel(url);
  return {
    insert: [{ label: "DataFlow, bulkCreate", run: (rows) => users.bulkCreate(rows) }],
    insertWithIds: [
      {
        label: "DataFlow, bulkCreate with ids",
        run: async (rows) => (await users.bulkCreate(rows, { returnIds: true })).ids,
      },
    ],
    upsert: [{ label: "DataFlow, bulkUpsert", run: (rows) => users.bulkUpsert(rows, { keyFields: ["email"] }) }],
    updateEach: [{ label: "DataFlow, bulkUpdate", run: (changes) => users.bulkUpdate({ data: changes }) }],
    deleteByIds: [{ label: "DataFlow, bulkDelete", run: (ids) => users.bulkDelete({ ids }) }],
    close: () => db.close(),
  };
}
