import { isDataFlowError } from "@dataflow/core";
import { expect, it } from "vitest";
import { users } from "../../test/page-table.ts";
import { parseUpdate } from "./parse-update.ts";
import { seedFromFilter } from "./seed-from-filter.ts";

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    if (isDataFlowError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return undefined;
}

const set = { $set: { "profile.items.$[item].price": 1 } };

it.each([
  [set, { arrayFilters: [{ item: 1 }, { item: 2 }] }, /INVALID_UPDATE arrayFilters.1 is the second filter of "item"/],
  [set, { arrayFilters: [{ item: 1, other: 2 }] }, /is about "item" and "other"/],
  [set, { arrayFilters: [{}] }, /is about no name/],
  [set, { arrayFilters: [{ Item: 1 }] }, /does not begin with a small letter/],
  [set, { arrayFilters: [{ __proto__: null, constructor: 1 }] }, /profile.items.\$\[item\].price has a \$\[item\]/],
  [set, { arrayFilters: [{ itme: 1 }] }, /arrayFilters has no filter of that name/],
  [set, { arrayFilters: [{ item: 1 }, { unused: 1 }] }, /filter of "unused", which no path names/],
  [set, { arrayFilters: [{ "item.price": { $gtt: 1 } }] }, /UNKNOWN_OPERATOR filter.arrayFilters.item.price.\$gtt/],
  [set, { arrayFilters: [{ item: undefined }] }, /UNDEFINED_VALUE/],
  [set, { arrayFilters: [{ $expr: { $gt: ["$id", "$id"] } }] }, /about no name/],
  [set, { arrayFilters: {} }, /arrayFilters must be a list/],
  [set, { arrayFilters: [5] }, /arrayFilters.0 must be a filter/],
  [set, { arrayFilter: [] }, /UNKNOWN_OPTION/],
  [set, {}, /has a \$\[item\]/],
  [{ $set: { "profile.a.$": 1 } }, {}, /has a \$, and the update has no filter/],
  [{ $set: { "profile.a.$": 1 } }, { filter: { id: 1 } }, /has a \$, and the update has no filter/],
  [{ $set: { "profile.a.$": 1 } }, { filter: { "profile.a": { $ne: 1 } } }, /has a \$, and the update has no filter/],
  [{ $set: { "profile.a.$": 1 } }, { filter: { "profile.a": { $not: { $ne: 1 } } } }, /has a \$, and the update/],
  [{ $set: { "profile.a.$.b.$": 1 } }, { filter: { "profile.a": 1 } }, /more than one \$/],
  [{ $set: { "profile.a.$": 1 } }, { filter: { $or: [{ "profile.a": 1, id: 2 }] } }, /filter.\$or asks of more/],
  [{ $set: { "profile.a.$[": 1 } }, {}, /not closed/],
  [{ $rename: { "profile.a.$": "profile.b" } }, { filter: { "profile.a": 1 } }, /does not move a place/],
])("refuses %j with %j", (update, options, message) => {
  expect(refusalOf(() => parseUpdate(update, users, Object(options)))).toMatch(message);
});

it.each([
  [
    { a: 1, "b.c": { $eq: 2 }, "b.d": { $in: [3] } },
    { a: 1, b: { c: 2, d: 3 } },
  ],
  [{ $and: [{ a: 1 }, { $or: [{ b: { $all: [2] } }] }] }, { a: 1, b: 2 }],
  [{ a: { $gt: 1 }, b: { $in: [1, 2] }, $nor: [{ c: 1 }], $or: [{ d: 1 }, { e: 1 }] }, {}],
  [
    { a: null, b: { $all: [] }, c: { d: 1 }, e: [1] },
    { a: null, c: { d: 1 }, e: [1] },
  ],
  [{ a: { $all: [{ $elemMatch: { b: 1 } }] }, "b.1": 2 }, { b: { "1": 2 } }],
])("makes of %j the new document %j", (filter, document) => {
  expect(seedFromFilter(filter)).toEqual(document);
});

it.each([
  [{ a: 1, $and: [{ a: 1 }] }, /INVALID_FILTER filter.\$and.0.a says/],
  [{ a: { $all: [1, 2] } }, /says what a new row has/],
  [{ a: { b: 1 }, "a.c": 1 }, /says what a new row has/],
  [{ "a.c": 1, a: 5 }, /says what a new row has/],
  [{ "a.__proto__.b": 1 }, /no new row can have/],
  [{ "a..b": 1 }, /no new row can have/],
  [{ a: { $eq: undefined } }, /UNDEFINED_VALUE/],
  [[], /must be an object/],
])("makes no document of %j", (filter, message) => {
  expect(refusalOf(() => seedFromFilter(filter))).toMatch(message);
});

it("changes new rows by $setOnInsert, and stored ones not", () => {
  const update = { $setOnInsert: { age: 1, "profile.a": 2 } };
  expect(parseUpdate(update, users, { isNewRow: true })).toEqual(
    parseUpdate({ $set: { age: 1, "profile.a": 2 } }, users),
  );
});
