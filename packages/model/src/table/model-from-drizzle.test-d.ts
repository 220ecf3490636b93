import { integer, numeric, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { expectTypeOf, test } from "vitest";
import {
  defineModel,
  definitionFromDrizzle,
  drizzleTable,
  field,
  type Infer,
  type InferFilter,
  type InferInsert,
  type InferKey,
} from "../index.ts";

const people = pgTable("people", {
  id: uuid().primaryKey().defaultRandom(),
  name: text("full_name").notNull(),
  mood: text({ enum: ["good", "bad"] }),
  balance: numeric({ precision: 12, scale: 2 }).notNull(),
  age: integer(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
const Person = definitionFromDrizzle(people);

test("the row and the insert of a drizzle table on PostgreSQL", () => {
  expectTypeOf<Infer<typeof Person>>().toEqualTypeOf<typeof people.$inferSelect>();
  expectTypeOf<InferInsert<typeof Person>>().toEqualTypeOf<{
    name: string;
    balance: string;
    id?: string;
    mood?: "good" | "bad" | null;
    age?: number | null;
    at?: Date;
  }>();
  expectTypeOf<InferKey<typeof Person>>().toEqualTypeOf<string>();
});

test("filters know the kinds of the columns", () => {
  const filter: InferFilter<typeof Person> = { age: { $gt: 3 }, name: { $like: "A%" }, at: { $lt: new Date() } };
  // @ts-expect-error a number has no pattern
  const wrong: InferFilter<typeof Person> = { age: { $like: "A%" } };
  return [filter, wrong];
});

test("the row and the key of a drizzle table on SQLite", () => {
  const items = lite.sqliteTable("items", {
    id: lite.integer().primaryKey(),
    done: lite.integer({ mode: "boolean" }).notNull(),
    data: lite.text({ mode: "json" }).$type<{ a: number }>(),
    raw: lite.blob({ mode: "buffer" }),
  });
  const Item = definitionFromDrizzle(items);
  expectTypeOf<Infer<typeof Item>>().toEqualTypeOf<{
    id: number;
    done: boolean;
    data: { a: number } | null;
    raw: Uint8Array | null;
  }>();
  expectTypeOf<InferKey<typeof Item>>().toEqualTypeOf<number>();
});

test("the drizzle table of a model has its rows", () => {
  const User = defineModel("User", { email: field.text(), age: field.integer().optional() });
  const onPostgres = drizzleTable(User, "postgres");
  const onSqlite = drizzleTable(User, "sqlite");
  expectTypeOf<typeof onPostgres.$inferSelect>().toEqualTypeOf<Infer<typeof User>>();
  expectTypeOf<typeof onSqlite.$inferSelect>().toEqualTypeOf<Infer<typeof User>>();
  const insert: typeof onSqlite.$inferInsert = { email: "a" };
  // @ts-expect-error the email is required
  const wrong: typeof onSqlite.$inferInsert = { age: 1 };
  return [insert, wrong];
});
