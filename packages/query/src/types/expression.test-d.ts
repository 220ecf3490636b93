import { assertType, it } from "vitest";
import type { Filter } from "./filter.ts";

interface Fields {
  readonly name: { kind: "text"; value: string; nullable: false };
  readonly status: { kind: "enum"; value: "new" | "paid"; nullable: false };
  readonly age: { kind: "integer"; value: number; nullable: true };
  readonly big: { kind: "bigint"; value: bigint; nullable: false };
  readonly score: { kind: "real"; value: number; nullable: true };
  readonly total: { kind: "decimal"; value: string; nullable: true };
  readonly active: { kind: "boolean"; value: boolean; nullable: false };
  readonly data: { kind: "json"; value: unknown; nullable: true };
  readonly createdAt: { kind: "timestamp"; value: Date; nullable: false };
}

it("takes fields that can be compared", () => {
  assertType<Filter<Fields>>({ $expr: { $gt: ["$age", "$big"] } });
  assertType<Filter<Fields>>({ $expr: { $lte: ["$score", "$age"] }, name: "Ann" });
  assertType<Filter<Fields>>({ $expr: { $eq: ["$name", "$status"] } });
  assertType<Filter<Fields>>({ $expr: { $or: [{ $ne: ["$active", true] }, { $gt: [5, "$age"] }] } });
  assertType<Filter<Fields>>({ $expr: { $not: [{ $eq: ["$name", { $literal: "$5" }] }] } });
  assertType<Filter<Fields>>({ $expr: { $gte: ["$createdAt", new Date()] } });
  assertType<Filter<Fields>>({ $expr: { $gt: ["$data.spent", "$data.limit"] } });
  assertType<Filter<Fields>>({ $expr: { $lte: [{ $literal: "a" }, "$data"] } });
  assertType<Filter<Fields>>({ $expr: { $ne: ["$data.age", "$age"] } });
});

it("refuses what cannot be compared", () => {
  // @ts-expect-error an unknown field
  assertType<Filter<Fields>>({ $expr: { $gt: ["$agee", "$big"] } });
  // @ts-expect-error an unknown field beside a text
  assertType<Filter<Fields>>({ $expr: { $eq: ["$name", "$agee"] } });
  // @ts-expect-error a number and a text
  assertType<Filter<Fields>>({ $expr: { $gt: ["$age", "$name"] } });
  // @ts-expect-error an order of booleans
  assertType<Filter<Fields>>({ $expr: { $gt: ["$active", "$active"] } });
  // @ts-expect-error doubles do not hold every bigint
  assertType<Filter<Fields>>({ $expr: { $gt: ["$score", "$big"] } });
  // @ts-expect-error JSON has no points in time
  assertType<Filter<Fields>>({ $expr: { $gt: ["$data.at", "$createdAt"] } });
  // @ts-expect-error no document
  assertType<Filter<Fields>>({ $expr: { $gt: ["$age.x", 5] } });
  // @ts-expect-error two values
  assertType<Filter<Fields>>({ $expr: { $gt: [1, 2] } });
  // @ts-expect-error an unknown operator
  assertType<Filter<Fields>>({ $expr: { $where: "1" } });
});
