import { inspect } from "node:util";
import { type BoundModels, DataFlow, defineModel, field, type ListPage } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { databases, openDatabase } from "./open-database.ts";

const Post = defineModel(
  "Post",
  {
    blog: field.text(),
    number: field.integer(),
    title: field.text().optional(),
    stars: field.real().optional(),
    at: field.timestamp(),
  },
  { primaryKey: ["blog", "number"], timestamps: false, softDelete: true },
);
const rows = Array.from({ length: 60 }, (_, index) => ({
  blog: index % 2 === 0 ? "a" : "b",
  number: index,
  title: index % 3 === 0 ? null : `title ${index % 5}`,
  stars: index % 4 === 0 ? null : (index % 7) / 2,
  at: new Date(Date.UTC(2001, 0, 1 + (index % 6))),
}));
const orders = [
  [],
  ["-at"],
  ["title", "-stars"],
  [{ field: "title", direction: "desc", nulls: "first" }, "at"],
  ["-stars", { field: "title", nulls: "last" }],
] as const;

const models = { Post };
const suites = await isolatedTests({ models, prepare: (db) => db.models.Post.bulkCreate(rows) });

describe.each(suites)("cursors on $name", ({ it }) => {
  let posts: BoundModels<typeof models>["Post"];
  it.beforeEach(({ tddModels }) => {
    posts = tddModels.Post;
  });

  it("are in a page as values, for whoever prints it, copies it or writes it as JSON", async () => {
    const page = await posts.list({ limit: 7 });
    expect(page.nextCursor).toEqual(expect.any(String));
    expect(Object.keys(page)).toEqual(["records", "count", "limit", "offset", "nextCursor", "previousCursor"]);
    expect(inspect(page, { depth: 0 })).toContain(`nextCursor: '${page.nextCursor}'`);
    expect(JSON.parse(JSON.stringify(page))).toMatchObject({ nextCursor: page.nextCursor, previousCursor: null });
    expect({ ...page }).toEqual(structuredClone(page));
    expect((await posts.list({ cursor: structuredClone(page).nextCursor, limit: 7 })).count).toBe(7);
  });

  it.each(orders.map((orderBy) => [orderBy] as const))(
    "lead through every row once in the order %j, there and back, while others come and go",
    async (orderBy) => {
      const expected = (await posts.list({ orderBy, limit: 100 })).records.map(({ number }) => number);
      const there: number[] = [];
      const pages: (readonly number[])[] = [];
      let cursor: string | null = null;
      let back: string | null = null;
      for (let step = 0; step < 20; step++) {
        const page: ListPage<{ readonly number: number }> = await posts.list({
          orderBy,
          limit: 7,
          cursor,
          fields: ["number"],
        });
        expect(Object.keys(page.records[0] ?? { number: 0 })).toEqual(["number"]);
        expect(page.previousCursor === null).toBe(step === 0);
        const numbers = page.records.map(({ number }) => number).filter((number) => number < 1000);
        pages.push(numbers);
        there.push(...numbers);
        await posts.create({ blog: "a", number: 1000 + step, at: new Date(0) });
        if (step % 2 === 1) await posts.delete({ blog: "a", number: 1000 + step });
        back = page.previousCursor;
        cursor = page.nextCursor;
        if (cursor === null) break;
      }
      expect(there).toEqual(expected);
      const backwards: number[] = [...(pages.at(-1) ?? [])];
      for (let step = 0; step < 20 && back !== null; step++) {
        const page: ListPage<{ readonly number: number }> = await posts.list({ orderBy, limit: 7, cursor: back });
        backwards.unshift(...page.records.map(({ number }) => number).filter((number) => number < 1000));
        expect(page.nextCursor).not.toBeNull();
        back = page.previousCursor;
      }
      expect(backwards).toEqual(expected);
    },
  );

  it("say where the list ends, also when its last page is full", async () => {
    const all = await posts.list({ limit: 60 });
    expect(all).toMatchObject({ count: 60, nextCursor: null, previousCursor: null });
    const most = await posts.list({ limit: 59 });
    const last = await posts.list({ limit: 59, cursor: most.nextCursor });
    expect(last).toMatchObject({ count: 1, offset: 0, nextCursor: null });
    expect(await posts.list({ limit: 0 })).toMatchObject({ count: 0, nextCursor: null });
    const total = await posts.list({ limit: 7, cursor: most.nextCursor, includeTotal: true });
    expect(total).toMatchObject({ count: 1, total: 60 });
  });

  it("lead on from a page that an offset gave", async () => {
    const middle = await posts.list({ filter: { blog: "a" }, offset: 10, limit: 5 });
    const before = await posts.list({ filter: { blog: "a" }, limit: 5, cursor: middle.previousCursor });
    const after = await posts.list({ filter: { blog: "a" }, limit: 5, cursor: middle.nextCursor });
    expect(before.records.map(({ number }) => number)).toEqual([10, 12, 14, 16, 18]);
    expect(after.records.map(({ number }) => number)).toEqual([30, 32, 34, 36, 38]);
  });

  it("find the way back from a page that has no rows any more", async () => {
    const filter = { blog: "a" };
    const first = await posts.list({ limit: 20, filter });
    await posts.bulkDelete({ filter: { number: { $gte: 30 } } });
    const empty = await posts.list({ limit: 20, filter, cursor: first.nextCursor });
    expect(empty).toMatchObject({ count: 0, nextCursor: null });
    const again = await posts.list({ limit: 20, filter, cursor: empty.previousCursor });
    expect(again.records).toEqual(first.records.filter(({ number }) => number < 30));
  });

  it("are refused by any other list", async () => {
    const { nextCursor } = await posts.list({ limit: 5, filter: { blog: "a" } });
    const code = "QUERY.INVALID_CURSOR";
    await expect(posts.list({ cursor: nextCursor })).rejects.toMatchObject({ code });
    await expect(posts.list({ cursor: nextCursor, filter: { blog: "b" } })).rejects.toMatchObject({ code });
    await expect(posts.list({ cursor: nextCursor, filter: { blog: "a" }, orderBy: ["at"] })).rejects.toMatchObject({
      code,
    });
    const deleted = posts.list({ cursor: nextCursor, filter: { blog: "a" }, includeDeleted: true });
    await expect(deleted).rejects.toMatchObject({ code });
    await expect(posts.list({ cursor: `${nextCursor}A`, filter: { blog: "a" } })).rejects.toMatchObject({ code });
    await expect(posts.list({ cursor: "", filter: { blog: "a" } })).rejects.toMatchObject({ code });
    // Fewer rows, other fields and other relations make no other list.
    const next = await posts.list({ cursor: nextCursor, filter: { blog: "a" }, limit: 2, fields: ["number"] });
    expect(next.records).toEqual([{ number: 10 }, { number: 12 }]);
    await expect(posts.list({ cursor: nextCursor, filter: { blog: "a" }, offset: 0 })).rejects.toMatchObject({
      code: "MODEL.INVALID_PARAMETER",
    });
  });
});

const Memo = defineModel("Memo", { text: field.text() }, { multiTenant: true });
const tenantSuites = await isolatedTests({ models: { Memo } });

describe.each(tenantSuites)("cursors of tenants on $name", ({ it }) => {
  it("belong to the tenant that was given them", async ({ tddDataflow: db }) => {
    const as = <Result>(tenantId: string, body: () => Promise<Result>) => db.withContext({ tenantId }, body);
    for (const tenantId of ["acme", "globex"])
      await as(tenantId, () => db.models.Memo.bulkCreate(["a", "b", "c"].map((text) => ({ text }))));
    const { nextCursor } = await as("acme", () => db.models.Memo.list({ limit: 1 }));
    const next = await as("acme", () => db.models.Memo.list({ limit: 1, cursor: nextCursor }));
    expect(next.records).toMatchObject([{ text: "b", tenantId: "acme" }]);
    await expect(as("globex", () => db.models.Memo.list({ limit: 1, cursor: nextCursor }))).rejects.toMatchObject({
      code: "QUERY.INVALID_CURSOR",
    });
  });
});

describe.each(databases)("cursors of several processes on $name", (database) => {
  it("are read by every process with the same secret, and by no other", async () => {
    const cursorSecret = "sixteen bytes or more";
    const open = async (cursorSecret: string | Uint8Array) => {
      const db = await openDatabase(database, { models, cursorSecret });
      await db.models.Post.bulkCreate(rows);
      return db.models.Post;
    };
    const one = await open(cursorSecret);
    const other = await open(new TextEncoder().encode(cursorSecret));
    const stranger = await open("another secret that is long");
    const { nextCursor } = await one.list({ limit: 5 });
    expect((await other.list({ limit: 5, cursor: nextCursor })).records).toHaveLength(5);
    await expect(stranger.list({ limit: 5, cursor: nextCursor })).rejects.toMatchObject({
      code: "QUERY.INVALID_CURSOR",
    });
  });
});

it("refuses a secret that is too short", () => {
  for (const cursorSecret of ["fifteen bytes..", new Uint8Array(15), ""])
    expect(() => new DataFlow("sqlite::memory:", { cursorSecret })).toThrow(
      expect.objectContaining({ code: "MODEL.INVALID_OPTION" }),
    );
});
