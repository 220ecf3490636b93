import { openUserModel } from "../users/user-model.ts";
import type { StreamTechniques } from "./stream-techniques.ts";

/** DataFlow's methods as they are documented, without any setting. */
export async function dataflowStreams({ url }: { readonly url: string }): Promise<StreamTechniques> {
  const { db, users } = await openUserModel(url);
  const exported = { label: "DataFlow, export", run: (file: string) => users.export(file) };
  const imported = { label: "DataFlow, import", run: (file: string) => users.import(file) };
  return {
    read: [{ label: "DataFlow, stream", run: () => addUpAges(users.stream()) }],
    exportCsv: [exported],
    exportJson: [exported],
    importCsv: [imported],
    importJson: [imported],
    close: () => db.close(),
  };
}

async function addUpAges(users: AsyncIterable<{ readonly age: number }>): Promise<number> {
  let ages = 0;
  for await (const { age } of users) ages += age;
  return ages;
}
