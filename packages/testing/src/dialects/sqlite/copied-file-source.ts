import { connect } from "@dataflow/database";
import type { ModelMap } from "@dataflow/model";
import { closeWithin } from "../../context/close-within.ts";
import type { DatabaseSource } from "../../context/database-source.ts";
import { prepareDataFlow } from "../../context/prepared-dataflow.ts";
import type { TestDatabaseOptions } from "../../context/test-database-options.ts";
import { imageOf, imageOfUrl, memoryWith } from "./file-image.ts";

/** A copy of the database in memory for each test. */
export async function copiedFileSource<Models extends ModelMap>(
  url: string,
  options: TestDatabaseOptions<Models>,
): Promise<DatabaseSource<Models>> {
  const template = await prepareDataFlow(memoryWith(await imageOfUrl(url)), options);
  const image = await imageOf(template.connection);
  await template.close();
  return {
    lend: async (listeners) => {
      const db = await template.onCopy(connect(memoryWith(image), listeners));
      return { db, giveBack: () => closeWithin(db.close()) };
    },
    close: async () => undefined,
  };
}
