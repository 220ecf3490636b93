import { type DataFlow, defineModel, field, type OperationEvent } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Author = defineModel("Author", { name: field.text() }, { timestamps: false });
const Book = defineModel(
  "Book",
  {
    id: field.integer().primaryKey(),
    title: field.text(),
    stars: field.integer().optional(),
    authorId: field
      .integer()
      .optional()
      .references(() => Author),
  },
  { timestamps: false, softDelete: true },
);
const Note = defineModel(
  "Note",
  { id: field.integer().primaryKey(), text: field.text(), bookId: field.integer().references(() => Book) },
  { timestamps: false },
);

const books = Array.from({ length: 24 }, (_, id) => ({
  id,
  title: `book ${id}`,
  stars: id % 5 === 0 ? null : id % 5,
  authorId: id % 4 === 3 ? null : (id % 4) + 1,
}));
const notes = Array.from({ length: 40 }, (_, id) => ({ id, text: `note ${id}`, bookId: (id * 3) % 20 }));

const events: OperationEvent[] = [];
const suites = await isolatedTests({
  models: { Author, Book, Note },
  dataflow: { onOperation: (event) => events.push(event) },
  prepare: async (db) => {
    await db.models.Author.bulkCreate(["Ann", "Bob", "Cid", "Dan"].map((name) => ({ name })));
    await db.models.Book.bulkCreate(books);
    await db.models.Note.bulkCreate(notes);
    await db.models.Book.delete(4);
  },
});

describe.each(suites)("include on $name", ({ it }) => {
  let db: DataFlow<{ Author: typeof Author; Book: typeof Book; Note: typeof Note }>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  it("gives the first rows of each row, in order, with one statement per relation and level", async () => {
    events.length = 0;
    const { records } = await db.models.Author.list({
      orderBy: ["id"],
      fields: ["name"],
      include: {
        books: {
          filter: { id: { $lt: 20 } },
          orderBy: [{ field: "stars", direction: "desc", nulls: "last" }],
          limit: 2,
          fields: ["title"],
          include: { notes: { orderBy: ["-id"], limit: 1, fields: ["id"] }, author: { fields: ["name"] } },
        },
      },
    });
    const expected = ["Ann", "Bob", "Cid", "Dan"].map((name, index) => {
      const own = books
        .filter((book) => book.authorId === index + 1 && book.id < 20 && book.id !== 4)
        .sort((a, b) => (b.stars ?? -1) - (a.stars ?? -1) || b.id - a.id)
        .slice(0, 2);
      const withNotes = own.map(({ id, title }) => {
        const latest = notes.filter(({ bookId }) => bookId === id).at(-1);
        return { title, notes: latest === undefined ? [] : [{ id: latest.id }], author: { name } };
      });
      return { name, books: withNotes };
    });
    expect(records).toEqual(expected);
    expect(events.map(({ operation, model }) => `${operation} ${model}`)).toEqual([
      "list Author",
      "include Book",
      "include Note",
      "include Author",
    ]);
  });

  it("takes names alone, and gives what is hidden only when asked", async () => {
    const { records } = await db.models.Author.list({ filter: { name: "Ann" }, include: ["books"] });
    const [ann] = records;
    expect(ann?.books).toHaveLength(5);
    const all = await db.models.Author.list({ filter: { name: "Ann" }, include: ["books"], includeDeleted: true });
    expect(all.records[0]?.books).toHaveLength(6);
    const ofBook = await db.models.Book.list({
      filter: { id: { $in: [0, 3] } },
      include: { author: true },
      fields: ["id"],
    });
    expect(ofBook.records).toEqual([
      { id: 0, author: { id: 1, name: "Ann" } },
      { id: 3, author: null },
    ]);
    const strangers = await db.models.Book.list({
      filter: { id: 0 },
      include: { author: { filter: { name: "Bob" } } },
    });
    expect(strangers.records[0]?.author).toBeNull();
  });

  it("is the same at 1 and at 1,000 rows for each", async () => {
    const most = await db.models.Author.list({ include: { books: { limit: 10_000, orderBy: ["id"] } } });
    const one = await db.models.Author.list({ include: { books: { limit: 1, orderBy: ["id"] } } });
    const none = await db.models.Author.list({ include: { books: { limit: 0 } } });
    for (const [index, record] of most.records.entries()) {
      const list = record.books as readonly unknown[]; // it leads to many
      expect(one.records[index]?.books).toEqual(list.slice(0, 1));
      expect(none.records[index]?.books).toEqual([]);
    }
    expect(most.records.map(({ books: list }) => list)).toMatchObject([
      { length: 5 },
      { length: 6 },
      { length: 6 },
      [],
    ]);
  });

  const nested = (levels: number): object =>
    levels === 0 ? {} : { include: { author: { include: { books: nested(levels - 1) } } } };
  it.each<readonly [unknown, string]>([
    ["author", "MODEL.INVALID_PARAMETER"],
    [["autor"], "MODEL.INVALID_PARAMETER"],
    [["constructor"], "MODEL.INVALID_PARAMETER"],
    [[5], "MODEL.INVALID_PARAMETER"],
    [["author", "notes", "author"], "MODEL.INVALID_PARAMETER"],
    [JSON.parse('{ "__proto__": true }'), "MODEL.INVALID_PARAMETER"],
    [JSON.parse('{ "notes": { "__proto__": {} } }'), "MODEL.INVALID_PARAMETER"],
    [{ author: false }, "MODEL.INVALID_PARAMETER"],
    [{ author: { limit: 1 } }, "MODEL.INVALID_PARAMETER"],
    [{ author: { where: {} } }, "MODEL.INVALID_PARAMETER"],
    [{ notes: { limit: -1 } }, "MODEL.INVALID_PARAMETER"],
    [{ notes: { limit: 10_001 } }, "MODEL.INVALID_PARAMETER"],
    [{ notes: { filter: { txt: 1 } } }, "QUERY.UNKNOWN_FIELD"],
    [{ notes: { orderBy: ["txt"] } }, "QUERY.UNKNOWN_FIELD"],
    [{ notes: { fields: [] } }, "QUERY.INVALID_FIELDS"],
    [{ author: { include: { books: nested(2) } } }, "MODEL.INVALID_PARAMETER"],
  ])("refuses %j", async (include, code) => {
    const list = db.models.Book.list.bind(db.models.Book) as (input: object) => Promise<unknown>; // wrong on purpose
    await expect(list({ include })).rejects.toMatchObject({ code });
  });

  it("reads nothing that an option inherits", async () => {
    const include = { notes: Object.create({ limit: 0 }) as object };
    const { records } = await db.models.Book.list({ filter: { id: 0 }, include });
    expect(records[0]?.notes).toHaveLength(2);
  });

  it("works in a workflow", async () => {
    const workflow = db.workflow().addNode("AuthorListNode", "list", { include: { books: { limit: 1 } } });
    expect(() => workflow.build()).not.toThrow();
  });
});
