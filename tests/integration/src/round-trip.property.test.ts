/**
 * Law: what create, bulkCreate and update are given is what read, list and stream give, for every kind of field, on both
 * databases. A failure prints its seed; `DATAFLOW_TEST_SEED` replays it.
 */

import { type DataFlow, defineModel, field, type InferInsert } from "@dataflow/model";
import { rows } from "@dataflow/testing/arbitraries";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { propertyOptions } from "./property-options.ts";

const Everything = defineModel("Everything", {
  text: field.text().optional(),
  short: field.text(12).optional(),
  integer: field.integer().optional(),
  bigint: field.bigint().optional(),
  real: field.real().optional(),
  money: field.decimal(12, 2).optional(),
  wide: field.decimal(30, 10).optional(),
  whole: field.decimal(18, 0).optional(),
  boolean: field.boolean().optional(),
  timestamp: field.timestamp().optional(),
  date: field.date().optional(),
  time: field.time().optional(),
  uuid: field.uuid().optional(),
  json: field.json().optional(),
  mood: field.enum(["happy", "it's", 'so "so"', "{,}", "\\"]).optional(),
  bytes: field.bytes().optional(),
  texts: field.array(field.text()).optional(),
  integers: field.array(field.integer()).optional(),
  bigints: field.array(field.bigint()).optional(),
  reals: field.array(field.real()).optional(),
  decimals: field.array(field.decimal(8, 3)).optional(),
  booleans: field.array(field.boolean()).optional(),
  timestamps: field.array(field.timestamp()).optional(),
  dates: field.array(field.date()).optional(),
  uuids: field.array(field.uuid()).optional(),
  moods: field.array(field.enum(["a,b", "NULL", ""])).optional(),
});
const models = { Everything };

const row = rows(Everything);

const suites = await isolatedTests({ models });

describe.each(suites)("values on $name read back as they were written", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });
  const whole = (values: object) => ({
    ...Object.fromEntries([...Everything.insertable].filter((name) => name !== "id").map((name) => [name, null])),
    ...values,
  });

  it("by create and read, and by update and list", async () => {
    await fc.assert(
      fc.asyncProperty(row, row, async (first, second) => {
        const created = await db.models.Everything.create(first as InferInsert<typeof Everything>);
        expect(created).toEqual({ ...created, ...whole(first) });
        expect(await db.models.Everything.read(created.id)).toEqual(created);
        if (Object.keys(second).length === 0) return;
        const updated = await db.models.Everything.update(created.id, second as object);
        expect(updated).toEqual({ ...created, ...second, updatedAt: updated.updatedAt });
        const { records } = await db.models.Everything.list({ filter: { id: created.id } });
        expect(records).toEqual([updated]);
      }),
      propertyOptions({ runs: 250 }),
    );
  });

  it("by bulkCreate and stream", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (given) => {
        await db.models.Everything.bulkDelete({ all: true });
        await db.models.Everything.bulkCreate(given as InferInsert<typeof Everything>[]);
        const stored: object[] = [];
        for await (const { id: _id, createdAt: _created, updatedAt: _updated, ...rest } of db.models.Everything.stream({
          orderBy: ["id"],
        })) {
          stored.push(rest);
        }
        expect(stored).toEqual(given.map(whole));
      }),
      propertyOptions({ runs: 60 }),
    );
  });

  it("finds a row by each scalar value it was given", async () => {
    const scalars = [
      "text",
      "integer",
      "bigint",
      "real",
      "money",
      "wide",
      "whole",
      "boolean",
      "timestamp",
      "date",
      "time",
      "uuid",
      "mood",
      "bytes",
    ];
    await fc.assert(
      fc.asyncProperty(row, async (values) => {
        const { id } = await db.models.Everything.create(values as InferInsert<typeof Everything>);
        for (const name of scalars) {
          const value = values[name as keyof typeof values];
          if (value === undefined) continue;
          for (const condition of [value, { $in: [value] }, { $eq: value }]) {
            const filter = { id, [name]: condition } as object;
            expect(await db.models.Everything.count({ filter }), `${name} by ${typeof condition}`).toEqual({
              count: 1,
            });
          }
          expect(await db.models.Everything.count({ filter: { id, [name]: { $ne: value } } as object })).toEqual({
            count: 0,
          });
        }
      }),
      propertyOptions({ runs: 60 }),
    );
  });
});
