import { defineModel, field } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Author = defineModel("Author", { name: field.text() }, { textSearch: ["name"], timestamps: false });
const Article = defineModel(
  "Article",
  {
    slug: field.text(40).primaryKey(),
    title: field.text(),
    body: field.text().optional(),
    likes: field.integer().default(0),
    authorId: field.integer().references(() => Author),
  },
  { textSearch: ["title", "body"], softDelete: true, multiTenant: true, versioned: true },
);

const suites = await isolatedTests({ models: { Author, Article } });

describe.each(suites)("a search on $name", ({ it }) => {
  it("sees what every way of writing has written, and only what may be seen", async ({ tddDataflow: db }) => {
    const as = <Result>(tenantId: string, body: () => Promise<Result>) =>
      db.withContext({ tenantId }, body) as Promise<Result>;
    const found = async (search: string) =>
      (await db.models.Article.list({ filter: { $text: { $search: search } } })).records.map(({ slug }) => slug).sort();
    const ann = await db.models.Author.create({ name: "Ann van Dyke" });
    const bob = await db.models.Author.create({ name: "Bob" });
    await as("globex", () => db.models.Article.create({ slug: "other", title: "Iced latte", authorId: bob.id }));
    await as("acme", async () => {
      const { Article: articles } = db.models;
      await articles.create({ slug: "a", title: "Iced latte", body: "with ice", authorId: ann.id });
      await articles.bulkCreate([
        { slug: "b", title: "Latte", body: "iced, crème", authorId: bob.id },
        { slug: "c", title: "Cake", authorId: ann.id },
      ]);
      expect(await found("latte")).toEqual(["a", "b"]);
      expect(await found('"iced latte"')).toEqual(["a"]);
      expect(await found("creme CAKE -iced")).toEqual(["c"]);
      await articles.upsert({
        where: { slug: "c" },
        create: { title: "x", authorId: ann.id },
        update: { title: "Tea cake" },
      });
      await articles.bulkUpdate({ filter: { $text: { $search: "crème" } }, update: { body: "hot" } });
      expect(await found("tea hot")).toEqual(["b", "c"]);
      expect(await found("creme")).toEqual([]);
      await articles.bulkUpsert([{ slug: "b", title: "Espresso", authorId: bob.id }]);
      expect(await found("latte espresso")).toEqual(["a", "b"]);
      await articles.delete("a");
      expect(await found("latte")).toEqual([]);
      const byAuthor = { author: { $text: { $search: '"van dyke"' } } };
      expect((await articles.list({ filter: byAuthor })).records.map(({ slug }) => slug)).toEqual(["c"]);
      const authors = await db.models.Author.list({
        filter: { articles: { $some: { $text: { $search: "tea espresso" } } } },
      });
      expect(authors.records.map(({ name }) => name).sort()).toEqual(["Ann van Dyke", "Bob"]);
      expect(await articles.count({ filter: { $nor: [{ $text: { $search: "espresso" } }] } })).toEqual({ count: 1 });
    });
  });
});

it("names the mistakes of the option", () => {
  const define = (textSearch: readonly string[]) => () =>
    // A program in JavaScript may pass any list.
    defineModel("Note", { body: field.text(), size: field.integer() }, { textSearch: textSearch as readonly "body"[] });
  expect(define(["size"])).toThrow(/"size" holds no text/);
  expect(define(["body", "body"])).toThrow(/named twice/);
  expect(define(["bdy"])).toThrow(/bdy/);
  expect(define(["body"])().schemaTable().textIndex).toEqual({ name: "notes_text", columns: ["body"] });
});
