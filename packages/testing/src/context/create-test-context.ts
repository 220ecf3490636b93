import type { ModelMap } from "@dataflow/model";
import type { TestContext } from "./test-context.ts";
import { openTestDatabase } from "./test-database.ts";
import type { TestDatabaseOptions } from "./test-database-options.ts";

/**
 * A test context with a database of its own, without any test runner: opens the database, and closes it with the context.
 * Many tests share a database with {@link openTestDatabase}, which is faster.
 *
 * @param options where it is, the models, how it is isolated
 * @returns the context
 * @throws FIXTURE.*, DATABASE.*, MIGRATION.* as {@link openTestDatabase}
 * @example
 * ```ts
 * import { defineModel, field } from "@dataflow/model";
 * import { createTestContext } from "@dataflow/testing";
 *
 * const User = defineModel("User", { name: field.text() });
 * await using context = await createTestContext({ models: { User } });
 * await context.models.User.create({ name: "Ann" });
 * await context.db.connection.query("SELECT name FROM users");
 * ```
 */
export async function createTestContext<const Models extends ModelMap = Readonly<Record<never, never>>>(
  options: TestDatabaseOptions<Models> = {},
): Promise<TestContext<Models>> {
  const database = await openTestDatabase(options);
  try {
    const context = await database.createContext();
    const close = (): Promise<void> => database.close();
    const current = Object.getOwnPropertyDescriptors(context);
    return Object.freeze(
      Object.defineProperties({ ...context, close, [Symbol.asyncDispose]: close }, { roundTrips: current.roundTrips }),
    );
  } catch (error) {
    await database.close();
    throw error;
  }
}
