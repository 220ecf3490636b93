import { connect } from "@dataflow/database";
import type { ModelMap } from "@dataflow/model";
import { createScratchDatabase, databaseCopies, dropScratchDatabase } from "@dataflow/testing-base";
import { closeWithin } from "../../context/close-within.ts";
import type { DatabaseSource } from "../../context/database-source.ts";
import { prepareDataFlow } from "../../context/prepared-dataflow.ts";
import type { TestDatabaseOptions } from "../../context/test-database-options.ts";
import { fixtureErrors } from "../../errors/fixture-errors.ts";

/** A copy of the database for each test, made by the server. */
export async function clonedServerSource<Models extends ModelMap>(
  url: string,
  options: TestDatabaseOptions<Models>,
): Promise<DatabaseSource<Models>> {
  const template = await copyOf(url);
  try {
    const prepared = await prepareDataFlow(template, options);
    // A database that somebody is connected to cannot be copied.
    await prepared.close();
    const copies = databaseCopies(template);
    return {
      lend: async (listeners) => {
        const copy = await copies.take();
        const db = await prepared.onCopy(connect(copy, listeners));
        const giveBack = async (): Promise<void> => {
          await closeWithin(db.close());
          copies.drop(copy);
        };
        return { db, giveBack };
      },
      close: () => copies.close().finally(() => dropScratchDatabase(template)),
    };
  } catch (error) {
    await dropScratchDatabase(template);
    throw error;
  }
}

async function copyOf(url: string): Promise<string> {
  try {
    return await createScratchDatabase(url, { isCopy: true });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === OBJECT_IN_USE)) throw cause;
    throw fixtureErrors.create("TEMPLATE_IN_USE", {
      message: "the database of the tests cannot be copied",
      why: "somebody is connected to it, and the server copies only a database that nobody uses",
      fix: "close the other connections, or give the tests a database of their own",
    });
  }
}

const OBJECT_IN_USE = "55006";
