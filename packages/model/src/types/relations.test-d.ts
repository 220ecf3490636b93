import type { UntypedOutput } from "@dataflow/core";
import { describe, expectTypeOf, it } from "vitest";
import { DataFlow } from "../dataflow/dataflow.ts";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import type { Infer } from "./infer.ts";
import type { InferFilter } from "./infer-query.ts";

const User = defineModel("User", {
  name: field.text(),
  profile: field.json<{ city: string }>().optional(),
  favouriteId: field
    .integer()
    .optional()
    .references(() => Post, { inverse: "fans" }),
  bossId: field.integer().optional().references("self", { inverse: "reports" }),
});
const Post = defineModel("Post", {
  title: field.text(),
  stars: field.integer().optional(),
  writer: field.integer().references(() => User, { as: "author", inverse: "posts", onDelete: "cascade" }),
});
const Remark = defineModel("Remark", {
  text: field.text(),
  postId: field.integer().references(() => Post),
  userId: field.integer().references(() => User),
});
declare const db: DataFlow<{ User: typeof User; Post: typeof Post; Remark: typeof Remark }>;
type Models = typeof db.models;
type UserFilter = InferFilter<Models["User"]>;
type PostFilter = InferFilter<Models["Post"]>;
type User = Infer<typeof User>;
type Remark = Infer<typeof Remark>;

describe("filters along relations of models declared up front", () => {
  it("are typed by the model at the end", () => {
    const posts: readonly PostFilter[] = [
      { author: { name: "Ann", "profile.city": "Paris" }, stars: { $gte: 3 } },
      { author: null },
      { remarks: { $some: { text: { $like: "a%" } }, $none: { user: { name: "Bob" } } } },
      { $or: [{ author: { boss: { name: "Ann" } } }, { fans: { $every: { posts: { $none: { stars: null } } } } }] },
      { $not: { author: { favourite: { author: { boss: null } } } } },
    ];
    const users: readonly UserFilter[] = [
      { reports: { $some: { reports: { $some: { name: "x" } } } } },
      { posts: { $every: {} } },
    ];
    return [posts, users];
  });

  it("refuse what the model at the end does not have", () => {
    // @ts-expect-error a misspelt relation
    const relation: PostFilter = { autor: { name: "Ann" } };
    // @ts-expect-error the field, which is not the relation
    const fieldName: PostFilter = { writer: { name: "Ann" } };
    // @ts-expect-error a misspelt field
    const misspelt: PostFilter = { author: { nmae: "Ann" } };
    // @ts-expect-error a misspelt field beside one that exists
    const beside: PostFilter = { author: { name: "Ann", agee: 5 } };
    // @ts-expect-error an operator that its kind does not have
    const operator: PostFilter = { remarks: { $some: { text: { $size: 1 } } } };
    // @ts-expect-error a value of another type, three relations away
    const value: PostFilter = { author: { favourite: { author: { name: 5 } } } };
    // @ts-expect-error null in a required field
    const required: UserFilter = { posts: { $some: { title: null } } };
    // @ts-expect-error a misspelt quantifier
    const quantifier: UserFilter = { posts: { $som: {} } };
    // @ts-expect-error a filter where a quantifier belongs
    const bare: UserFilter = { posts: { title: "a" } };
    // @ts-expect-error null where many rows are
    const none: UserFilter = { posts: null };
    // @ts-expect-error a reference is not compared with a value
    const scalar: PostFilter = { author: 5 };
    // @ts-expect-error a quantifier where one row is
    const one: PostFilter = { author: { $some: { name: "Ann" } } };
    // @ts-expect-error a relation of another model, in a list
    const list: UserFilter = { $and: [{ remarks: { $some: {} } }, { author: null }] };
    return [
      relation,
      fieldName,
      misspelt,
      beside,
      operator,
      value,
      required,
      quantifier,
      bare,
      none,
      scalar,
      one,
      list,
    ];
  });

  it("reach the methods and the nodes", () => {
    db.models.Post.count({ filter: { author: { name: "Ann" } } });
    db.models.Post.bulkDelete({ filter: { remarks: { $none: {} } } });
    db.workflow().addNode("PostListNode", "list", { filter: { author: { name: "Ann" } } });
    // @ts-expect-error a misspelt field
    db.models.Post.count({ filter: { author: { nmae: "Ann" } } });
    // @ts-expect-error a misspelt field
    db.workflow().addNode("PostListNode", "list", { filter: { author: { nmae: "Ann" } } });
  });
});

describe("filters along relations of a model by itself", () => {
  type OrphanFilter = InferFilter<typeof Post>;

  it("know where its own references lead, and leave the ways back open", () => {
    const filters: readonly OrphanFilter[] = [
      { author: { name: "Ann" }, stars: 3 },
      { remarks: { $some: { anything: 1 } } },
      { $and: [{ title: "a" }, { remarks: { $every: { text: "b" } } }] },
    ];
    // @ts-expect-error a misspelt field
    const misspelt: OrphanFilter = { titel: "a" };
    // @ts-expect-error a misspelt quantifier
    const quantifier: OrphanFilter = { remarks: { $som: {} } };
    // @ts-expect-error a reference is not compared with a value
    const scalar: OrphanFilter = { author: 5 };
    return [filters, misspelt, quantifier, scalar];
  });
});

describe("rows with relations", () => {
  it("stand beside the fields asked for", async () => {
    const { records } = await db.models.Post.list({ fields: ["title"], include: ["author", "remarks"] });
    type Record = (typeof records)[number];
    expectTypeOf<Record["title"]>().toEqualTypeOf<string>();
    expectTypeOf<Record["author"]>().toEqualTypeOf<User | null>();
    expectTypeOf<Record["remarks"]>().toEqualTypeOf<readonly Remark[]>();
    // @ts-expect-error a field that was not asked for
    expectTypeOf<Record["stars"]>().toBeNever();
    // @ts-expect-error a relation that was not asked for
    expectTypeOf<Record["fans"]>().toBeNever();
  });

  it("have the fields and relations that were asked for of each", async () => {
    const { records } = await db.models.User.list({
      include: {
        boss: true,
        posts: {
          filter: { stars: { $gt: 3 }, remarks: { $some: { text: "a" } } },
          orderBy: ["-stars"],
          limit: 3,
          fields: ["title"],
          include: { author: { fields: ["name"] }, remarks: true },
        },
      },
    });
    type Record = (typeof records)[number];
    expectTypeOf<Record["name"]>().toEqualTypeOf<string>();
    expectTypeOf<Record["boss"]>().toEqualTypeOf<User | null>();
    type Shown = Record["posts"][number];
    expectTypeOf<Shown["title"]>().toEqualTypeOf<string>();
    expectTypeOf<keyof Shown>().toEqualTypeOf<"title" | "author" | "remarks">();
    expectTypeOf<NonNullable<Shown["author"]>["name"]>().toEqualTypeOf<string>();
    expectTypeOf<keyof NonNullable<Shown["author"]>>().toEqualTypeOf<"name">();
    expectTypeOf<Shown["remarks"]>().toEqualTypeOf<readonly Remark[]>();
  });

  it("refuse what a relation does not have", async () => {
    // @ts-expect-error a relation that does not exist
    await db.models.User.list({ include: ["pots"] });
    // @ts-expect-error a relation that does not exist, beside one that does
    await db.models.User.list({ include: { posts: true, pots: true } });
    // @ts-expect-error an option that does not exist, beside one that does
    await db.models.User.list({ include: { posts: { limit: 1, limits: 3 } } });
    // @ts-expect-error an option that does not exist
    await db.models.User.list({ include: { posts: { limits: 3 } } });
    // @ts-expect-error a limit where one row is
    await db.models.Post.list({ include: { author: { limit: 1 } } });
    // @ts-expect-error a field of another model
    await db.models.User.list({ include: { posts: { fields: ["name"] } } });
    // @ts-expect-error an order by what does not exist
    await db.models.User.list({ include: { posts: { orderBy: ["-name"] } } });
    // @ts-expect-error a field that does not exist, beside one that does
    await db.models.User.list({ include: { posts: { filter: { title: "a", tilte: "b" } } } });
    // @ts-expect-error an operator that does not exist, beside one that does
    await db.models.User.list({ include: { posts: { filter: { $and: [{ stars: { $gt: 1, $gtt: 2 } }] } } } });
    // @ts-expect-error a relation that does not exist, one level down
    await db.models.User.list({ include: { posts: { include: { boss: true } } } });
  });

  it("of models added one by one are checked when the list runs", async () => {
    const open = new DataFlow("sqlite::memory:");
    const Page = open.model("Page", { title: field.text(), bookId: field.integer().references("self") });
    const { records } = await Page.list({ include: { book: true, notes: { limit: 3 } } });
    type Record = (typeof records)[number];
    expectTypeOf<NonNullable<Record["book"]>["title"]>().toEqualTypeOf<string>();
    expectTypeOf<Record["notes"]>().toEqualTypeOf<UntypedOutput | readonly UntypedOutput[] | null>();
    // @ts-expect-error an option that does not exist
    await Page.list({ include: { notes: { limits: 3 } } });
  });
});
