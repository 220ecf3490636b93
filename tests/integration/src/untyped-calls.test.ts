/** What code without types may give a method in place of its parameters or its options: never taken for something else. */
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Item = defineModel("Item", { sku: field.text(), stock: field.integer().default(0) });
const Counted = defineModel("Counted", { sku: field.text() }, { versioned: true });
const models = { Item, Counted };
const suites = await isolatedTests({ models, prepare: (db) => db.models.Item.create({ sku: "a" }) });

/** Any method of any model, as code without types sees it. */
type Untyped = Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>;

describe.each(suites)("a method of a model on $name", ({ it }) => {
  let item: Untyped;
  let counted: Untyped;
  let items: DataFlow<typeof models>["models"]["Item"];
  let id: number;
  it.beforeEach(async ({ tddDataflow }) => {
    items = tddDataflow.models.Item;
    item = items as unknown as Untyped;
    counted = tddDataflow.models.Counted as unknown as Untyped;
    id = (await items.list()).records[0]?.id ?? 0;
  });
  const untouched = async () => expect((await items.list()).records).toMatchObject([{ id, sku: "a", stock: 0 }]);

  it.each([
    ["bulkUpdate", "an array", "pass it under its name: { data: … }", [[{ id: 1, stock: 5 }]]],
    ["bulkDelete", "an array", "pass it under its name: { ids: … }", [[1, 2]]],
    ["bulkDelete", "an instance of a class", "pass it under its name: { ids: … }", [new Set([1])]],
    ["bulkDelete", "a number", "pass an object with any of filter, ids, all, batchSize", [1]],
    ["bulkUpdate", "null", "pass an object with any of filter, update,", [null]],
    ["bulkCreate", "a number", "pass an object with any of ", [[{ sku: "b" }], 5]],
    ["bulkUpsert", "a string", "pass an object with any of ", [[{ sku: "b" }], "sku"]],
    ["list", "an array", "pass an object with any of ", [["sku"]]],
    ["list", "a promise that was not awaited", "pass an object with any of ", [Promise.resolve({ limit: 1 })]],
    ["list", "null", "pass an object with any of ", [null]],
    ["count", "a string", "pass an object with any of filter, includeDeleted", ["sku"]],
    ["upsert", "an array", "pass an object with any of where, create, update, conflictOn", [[]]],
    ["aggregate", "a Date", "pass an object with any of ", [new Date()]],
    ["read", "a boolean", "pass an object with any of raiseOnNotFound, includeDeleted", [1, false]],
    ["update", "an array", "nothing is accepted here", [1, { stock: 5 }, []]],
    ["delete", "a number", "nothing is accepted here", [1, 2]],
  ] as const)("%s says what was expected instead of %s", async (method, kind, fix, given) => {
    await expect(item[method]?.(...given)).rejects.toMatchObject({
      code: "MODEL.INVALID_PARAMETER",
      message: expect.stringMatching(new RegExp(`^Item\\.${method}: its (options|parameters) are given as ${kind}$`)),
      fix: expect.stringContaining(fix),
      meta: { place: `Item.${method}` },
    });
    await untouched();
  });

  it("that streams says it, too", async () => {
    const rows = (item.stream as unknown as (input: unknown) => AsyncIterable<unknown>)([1]);
    const first = rows[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER", meta: { place: "Item.stream" } });
  });

  it("takes no field for an option", async () => {
    const unknown = (method: string, parameter: string, fix: string) => ({
      code: "MODEL.UNKNOWN_PARAMETER",
      message: `Item.${method}: there is no option "${parameter}"`,
      fix: expect.stringContaining(fix),
    });
    const changes = { sku: "b" };
    await expect(item.update?.(id, changes, { stock: 5 })).rejects.toMatchObject(
      unknown("update", "stock", "put it with the changes: { stock: … }"),
    );
    await expect(item.update?.(id, changes, { version: 1 })).rejects.toMatchObject(
      unknown("update", "version", "nothing is accepted here"),
    );
    for (const name of ["recordId", "fields", "id"])
      await expect(item.update?.(id, changes, { [name]: 1 })).rejects.toMatchObject(unknown("update", name, "nothing"));
    await expect(item.delete?.(id, { sku: "a" })).rejects.toMatchObject(unknown("delete", "sku", "nothing"));
    await expect(item.read?.(id, { raiseOnNotfound: false })).rejects.toMatchObject(
      unknown("read", "raiseOnNotfound", 'did you mean "raiseOnNotFound"?'),
    );
    await expect(item.read?.(id, { recordId: 5 })).rejects.toMatchObject(unknown("read", "recordId", "use one of"));
    await expect(counted.update?.(id, changes, { sku: "c", version: 1 })).rejects.toMatchObject({
      code: "MODEL.UNKNOWN_PARAMETER",
    });
    await untouched();
    expect(await items.read(999, { raiseOnNotFound: false })).toBe(null);
  });
});
