import { assertType, describe, expectTypeOf, it } from "vitest";
import type { AggregateInput, AggregateRow, HavingInput } from "./aggregate-input.ts";
import type { Filter } from "./filter.ts";
import type { PipelineInput } from "./pipeline-input.ts";
import type { SortInput } from "./sort-input.ts";
import type { UpdateInput } from "./update-input.ts";

interface Fields {
  readonly id: { kind: "integer"; value: number; nullable: false };
  readonly name: { kind: "text"; value: string; nullable: false };
  readonly nick: { kind: "text"; value: string; nullable: true };
  readonly age: { kind: "integer"; value: number; nullable: true };
  readonly big: { kind: "bigint"; value: bigint; nullable: false };
  readonly total: { kind: "decimal"; value: string; nullable: true };
  readonly active: { kind: "boolean"; value: boolean; nullable: false };
  readonly status: { kind: "enum"; value: "new" | "paid"; nullable: false };
  readonly createdAt: { kind: "timestamp"; value: Date; nullable: false };
  readonly avatar: { kind: "bytes"; value: Uint8Array; nullable: true };
  readonly profile: { kind: "json"; value: { city: string }; nullable: true };
  readonly tags: { kind: "array"; value: readonly string[]; nullable: false };
}

describe("a filter", () => {
  it("takes what fits", () => {
    assertType<Filter<Fields>>({});
    assertType<Filter<Fields>>({ name: "Ann", age: null, status: "new", active: true, big: 5n });
    assertType<Filter<Fields>>({ age: { $gt: 18, $lt: 65, $ne: null, $in: [1, null], $not: { $between: [1, 2] } } });
    assertType<Filter<Fields>>({ name: { $like: "A%", $regex: /a/, $options: "i", $not: { $startsWith: "x" } } });
    assertType<Filter<Fields>>({
      status: { $in: ["new"], $like: "n%" },
      total: { $gte: "1.50" },
      createdAt: { $lt: new Date() },
    });
    assertType<Filter<Fields>>({
      "profile.city": "Paris",
      "profile.age": { $gt: 5, $ne: null },
      profile: { $exists: true },
      tags: { $null: false },
    });
    assertType<Filter<Fields>>({ $or: [{ name: "a" }, { $and: [{ age: 1 }] }], $nor: [{ id: 1 }], $not: { id: 2 } });
    assertType<Filter<Fields>>({ avatar: { $eq: new Uint8Array() } });
  });

  it("takes what is asked of documents and arrays", () => {
    assertType<Filter<Fields>>({ tags: "a" });
    assertType<Filter<Fields>>({
      tags: { $all: ["a"], $overlap: ["a", "b"], $size: 2, $ne: ["a"], $in: ["a", ["b"]] },
    });
    assertType<Filter<Fields>>({ profile: { $eq: { city: "Paris" } }, "profile.tags": ["a", "b"] });
    assertType<Filter<Fields>>({ "profile.orders": { $elemMatch: { total: { $gt: 5 }, $or: [{ a: 1 }, { b: 2 }] } } });
    assertType<Filter<Fields>>({ "profile.marks": { $elemMatch: { $gt: 5, $lt: 8 }, $not: { $size: 0 } } });
    assertType<Filter<Fields>>({ "profile.n": { $mod: [4, 0], $bitsAllSet: [0, 3], $type: ["number", "null"] } });
    assertType<Filter<Fields>>({ age: { $mod: [4, 0], $not: { $bitsAnyClear: 5n } } });
    // @ts-expect-error bits of a text
    assertType<Filter<Fields>>({ name: { $bitsAllSet: 1 } });
    // @ts-expect-error a value of another type
    assertType<Filter<Fields>>({ tags: 5 });
    assertType<Filter<Fields>>({ tags: { $gt: "a", $elemMatch: { $gte: "b", $not: { $startsWith: "c" } } } });
    // @ts-expect-error an order of arrays
    assertType<Filter<Fields>>({ tags: { $gt: ["a"] } });
    // @ts-expect-error a size that is no number
    assertType<Filter<Fields>>({ "profile.tags": { $size: "2" } });
    // @ts-expect-error an unknown type
    assertType<Filter<Fields>>({ "profile.a": { $type: "strin" } });
    // @ts-expect-error $size on a text
    assertType<Filter<Fields>>({ name: { $size: 1 } });
  });

  it("refuses what does not", () => {
    // @ts-expect-error an unknown field
    assertType<Filter<Fields>>({ nam: "Ann" });
    // @ts-expect-error an unknown operator
    assertType<Filter<Fields>>({ age: { $gtt: 1 } });
    // @ts-expect-error $like on a number
    assertType<Filter<Fields>>({ age: { $like: "1" } });
    // @ts-expect-error $like on a decimal, though it is a string
    assertType<Filter<Fields>>({ total: { $like: "1%" } });
    // @ts-expect-error $gt on a boolean
    assertType<Filter<Fields>>({ active: { $gt: true } });
    // @ts-expect-error null on a required field
    assertType<Filter<Fields>>({ name: null });
    // @ts-expect-error null among the values of a required field
    assertType<Filter<Fields>>({ name: { $in: [null] } });
    // @ts-expect-error a value of another type
    assertType<Filter<Fields>>({ age: "18" });
    // @ts-expect-error a string where a Date belongs
    assertType<Filter<Fields>>({ createdAt: { $gt: "2001-01-01" } });
    // @ts-expect-error a number where a bigint belongs
    assertType<Filter<Fields>>({ big: 5 });
    // @ts-expect-error a value that the enum does not have
    assertType<Filter<Fields>>({ status: "payed" });
    // @ts-expect-error operators mixed with other keys
    assertType<Filter<Fields>>({ age: { $gt: 1, x: 2 } });
    // @ts-expect-error undefined
    assertType<Filter<Fields>>({ age: undefined });
    // @ts-expect-error a whole document
    assertType<Filter<Fields>>({ profile: { city: "Paris" } });
    // @ts-expect-error a dotted path into a text
    assertType<Filter<Fields>>({ "name.first": "Ann" });
    // @ts-expect-error an unknown field below $or
    assertType<Filter<Fields>>({ $or: [{ nam: "Ann" }] });
    // @ts-expect-error $not without operators
    assertType<Filter<Fields>>({ age: { $not: 5 } });
    // @ts-expect-error an order of bytes
    assertType<Filter<Fields>>({ avatar: { $gt: new Uint8Array() } });
  });
});

describe("an order", () => {
  it("names fields that have one", () => {
    assertType<SortInput<Fields>>(["-createdAt", "name", { field: "age", direction: "desc", nulls: "last" }]);
    // @ts-expect-error an unknown field
    assertType<SortInput<Fields>>(["-creatdAt"]);
    // @ts-expect-error a document
    assertType<SortInput<Fields>>(["profile"]);
    // @ts-expect-error an unknown direction
    assertType<SortInput<Fields>>([{ field: "age", direction: "down" }]);
  });
});

describe("an update", () => {
  it("takes what fits", () => {
    assertType<UpdateInput<Fields>>({
      name: "Ann",
      nick: null,
      age: { $inc: 1 },
      total: { $mul: "1.10" },
      big: { $max: 5n },
    });
    assertType<UpdateInput<Fields>>({
      createdAt: { $currentDate: true },
      profile: { city: "Paris" },
      tags: ["a"],
      status: "paid",
    });
    assertType<UpdateInput<Fields>>({
      "profile.address.city": "Paris",
      $set: { name: "Ann", nick: null, "profile.names": ["Ann"] },
      $inc: { age: 1, big: 1n, "profile.visits": 1 },
      $push: { tags: { $each: ["a"], $slice: -5 }, "profile.tags": { $each: [1], $sort: -1 } },
      $unset: { "profile.old": "" },
      $rename: { "profile.a": "profile.b" },
    });
    assertType<UpdateInput<Fields>>({ tags: { $pull: { $in: ["a"] } }, $pop: { "profile.list": 1 } });
  });

  it("refuses what does not", () => {
    // @ts-expect-error null on a required field
    assertType<UpdateInput<Fields>>({ name: null });
    // @ts-expect-error $inc on a text
    assertType<UpdateInput<Fields>>({ name: { $inc: 1 } });
    // @ts-expect-error a number added to a bigint
    assertType<UpdateInput<Fields>>({ big: { $inc: 1 } });
    // @ts-expect-error an unknown operator
    assertType<UpdateInput<Fields>>({ age: { $incr: 1 } });
    // @ts-expect-error an unknown field
    assertType<UpdateInput<Fields>>({ nam: "Ann" });
    // @ts-expect-error $currentDate on a number
    assertType<UpdateInput<Fields>>({ age: { $currentDate: true } });
    // @ts-expect-error undefined
    assertType<UpdateInput<Fields>>({ name: undefined });
    // @ts-expect-error an element of another kind
    assertType<UpdateInput<Fields>>({ $push: { tags: 1 } });
    // @ts-expect-error $push on a text
    assertType<UpdateInput<Fields>>({ $push: { name: "a" } });
    // @ts-expect-error $inc on a text
    assertType<UpdateInput<Fields>>({ $inc: { name: 1 } });
    // @ts-expect-error a text added to a place
    assertType<UpdateInput<Fields>>({ $inc: { "profile.visits": "1" } });
    // @ts-expect-error null in a required field
    assertType<UpdateInput<Fields>>({ $set: { name: null } });
    // @ts-expect-error a path into a text
    assertType<UpdateInput<Fields>>({ "name.first": "Ann" });
    // @ts-expect-error an unknown operator
    assertType<UpdateInput<Fields>>({ $pushAll: { tags: ["a"] } });
    // @ts-expect-error a direction that is none
    assertType<UpdateInput<Fields>>({ tags: { $pop: 2 } });
  });
});

describe("an aggregation", () => {
  it("takes what fits and refuses what does not", () => {
    assertType<AggregateInput<Fields>>({
      groupBy: ["status", { month: { $month: "createdAt" } }],
      aggregates: { n: { $count: true }, sum: { $sum: "total" } },
    });
    // @ts-expect-error a sum of texts
    assertType<AggregateInput<Fields>>({ aggregates: { n: { $sum: "name" } } });
    assertType<AggregateInput<Fields>>({ aggregates: { n: { $push: "profile" } } });
    // @ts-expect-error a set of documents
    assertType<AggregateInput<Fields>>({ aggregates: { n: { $addToSet: "profile" } } });
    // @ts-expect-error a deviation of texts
    assertType<AggregateInput<Fields>>({ aggregates: { n: { $stdDevPop: "name" } } });
    // @ts-expect-error an order by documents
    assertType<AggregateInput<Fields>>({ sort: ["profile"], aggregates: { n: { $first: "name" } } });
    // @ts-expect-error an unknown operator
    assertType<AggregateInput<Fields>>({ aggregates: { n: { $sun: "age" } } });
    // @ts-expect-error a month of a number
    assertType<AggregateInput<Fields>>({ groupBy: [{ m: { $month: "age" } }], aggregates: {} });
    // @ts-expect-error a group for each document
    assertType<AggregateInput<Fields>>({ groupBy: ["profile"], aggregates: {} });
  });

  it("knows its rows", () => {
    type Row = AggregateRow<
      Fields,
      readonly ["status", "nick", { readonly month: { readonly $month: "createdAt" } }],
      {
        readonly n: { readonly $count: true };
        readonly ages: { readonly $sum: "age" };
        readonly bigs: { readonly $sum: "big" };
        readonly totals: { readonly $sum: "total" };
        readonly mean: { readonly $avg: "total" };
        readonly last: { readonly $max: "createdAt" };
        readonly spread: { readonly $stdDevPop: "age" };
        readonly newest: { readonly $first: "status" };
        readonly nicks: { readonly $push: "nick" };
        readonly names: { readonly $addToSet: "name" };
      }
    >;
    expectTypeOf<Row["status"]>().toEqualTypeOf<"new" | "paid">();
    expectTypeOf<Row["nick"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Row["month"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Row["n"]>().toEqualTypeOf<number>();
    expectTypeOf<Row["ages"]>().toEqualTypeOf<number>();
    expectTypeOf<Row["bigs"]>().toEqualTypeOf<bigint>();
    expectTypeOf<Row["totals"]>().toEqualTypeOf<string>();
    expectTypeOf<Row["mean"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Row["last"]>().toEqualTypeOf<Date | null>();
    expectTypeOf<Row["spread"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Row["newest"]>().toEqualTypeOf<"new" | "paid" | null>();
    expectTypeOf<Row["nicks"]>().toEqualTypeOf<readonly (string | null)[]>();
    expectTypeOf<Row["names"]>().toEqualTypeOf<readonly string[]>();
    // @ts-expect-error a list compares with nothing
    assertType<HavingInput<Row>>({ nicks: { $eq: "a" } });
  });
});

describe("a pipeline", () => {
  it("takes the stages there are", () => {
    assertType<PipelineInput>([
      { $match: { a: 1 } },
      {
        $group: {
          _id: { month: { $month: "$createdAt" } },
          n: { $sum: 1 },
          sum: { $sum: "$total" },
          all: { $count: {} },
        },
      },
      { $sort: { n: -1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { n: 1, _id: 0, total: "$sum" } },
    ]);
    // @ts-expect-error a stage that does not exist
    assertType<PipelineInput>([{ $matsch: {} }]);
    // @ts-expect-error a field without its $
    assertType<PipelineInput>([{ $group: { _id: "shop" } }]);
    // @ts-expect-error a direction that is none
    assertType<PipelineInput>([{ $sort: { n: "desc" } }]);
  });
});
