/**
 * Sixteen kinds of filter that cannot be meant, each refused by the compiler. Each stands next to the filter that differs
 * from it by the mistake alone and is accepted, so that no refusal is for another reason.
 */
import { assertType, it } from "vitest";
import type { Filter } from "./filter.ts";
import type { RelationOperators } from "./relation-operators.ts";

interface Posts {
  readonly title: { kind: "text"; value: string; nullable: false };
}
interface Fields {
  readonly name: { kind: "text"; value: string; nullable: false };
  readonly nick: { kind: "text"; value: string; nullable: true };
  readonly age: { kind: "integer"; value: number; nullable: true };
  readonly big: { kind: "bigint"; value: bigint; nullable: false };
  readonly active: { kind: "boolean"; value: boolean; nullable: false };
  readonly status: { kind: "enum"; value: "new" | "paid"; nullable: false };
  readonly createdAt: { kind: "timestamp"; value: Date; nullable: false };
  readonly profile: { kind: "json"; value: { city: string }; nullable: true };
  readonly tags: { kind: "array"; value: readonly string[]; nullable: false };
}
interface Relations {
  readonly favourite?: Filter<Posts> | null;
  readonly posts?: RelationOperators<Filter<Posts>>;
}
type UserFilter = Filter<Fields, Relations>;

it("1: an unknown field", () => {
  assertType<UserFilter>({ name: "Ann" });
  // @ts-expect-error
  assertType<UserFilter>({ nmae: "Ann" });
  // @ts-expect-error beside one that exists
  assertType<UserFilter>({ age: 5, nmae: "Ann" });
});

it("2: an unknown field below $and, $or, $nor and $not", () => {
  assertType<UserFilter>({ $and: [{ name: "a" }], $or: [{ name: "a" }], $nor: [{ name: "a" }], $not: { name: "a" } });
  // @ts-expect-error
  assertType<UserFilter>({ $and: [{ nmae: "a" }] });
  // @ts-expect-error
  assertType<UserFilter>({ $or: [{ name: "a" }, { nmae: "a" }] });
  // @ts-expect-error
  assertType<UserFilter>({ $nor: [{ nmae: "a" }] });
  // @ts-expect-error
  assertType<UserFilter>({ $not: { nmae: "a" } });
});

it("3: an unknown operator", () => {
  assertType<UserFilter>({ age: { $gte: 5 } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $gtee: 5 } });
  // @ts-expect-error code
  assertType<UserFilter>({ $where: "true" });
});

it("4: a value of another type", () => {
  assertType<UserFilter>({ age: 18, big: 5n, active: true });
  // @ts-expect-error
  assertType<UserFilter>({ age: "18" });
  // @ts-expect-error
  assertType<UserFilter>({ big: 5 });
  // @ts-expect-error
  assertType<UserFilter>({ active: 1 });
});

it("5: an operand of another type", () => {
  assertType<UserFilter>({ age: { $gt: 18, $between: [1, 2] } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $gt: "18" } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $between: [1, "2"] } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $exists: 1 } });
});

it("6: a text operator on what is no text", () => {
  assertType<UserFilter>({ name: { $like: "1%" } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $like: "1%" } });
  // @ts-expect-error
  assertType<UserFilter>({ createdAt: { $startsWith: "2001" } });
});

it("7: an order of what has none", () => {
  assertType<UserFilter>({ active: { $ne: true } });
  // @ts-expect-error
  assertType<UserFilter>({ active: { $gt: false } });
  // @ts-expect-error
  assertType<UserFilter>({ tags: { $gt: ["a"] } });
});

it("8: null for a required field", () => {
  assertType<UserFilter>({ nick: null });
  // @ts-expect-error
  assertType<UserFilter>({ name: null });
  // @ts-expect-error
  assertType<UserFilter>({ name: { $in: ["a", null] } });
});

it("9: an array operator on a scalar", () => {
  assertType<UserFilter>({ tags: { $size: 1, $all: ["a"] } });
  // @ts-expect-error
  assertType<UserFilter>({ name: { $size: 1 } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $all: [1] } });
});

it("10: a scalar where a list belongs, and a list where a scalar belongs", () => {
  assertType<UserFilter>({ age: { $in: [1], $ne: 1 } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $in: 1 } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $ne: [1] } });
  // @ts-expect-error
  assertType<UserFilter>({ age: [1] });
  // @ts-expect-error
  assertType<UserFilter>({ $or: { name: "a" } });
});

it("11: a value that an enumeration does not have", () => {
  assertType<UserFilter>({ status: "new" });
  // @ts-expect-error
  assertType<UserFilter>({ status: "nwe" });
  // @ts-expect-error
  assertType<UserFilter>({ status: { $in: ["new", "lost"] } });
});

it("12: a text where a date belongs", () => {
  assertType<UserFilter>({ createdAt: { $gt: new Date(0) } });
  // @ts-expect-error
  assertType<UserFilter>({ createdAt: { $gt: "2001-01-31" } });
  // @ts-expect-error
  assertType<UserFilter>({ createdAt: 980899200000 });
});

it("13: undefined, which would leave the condition out", () => {
  assertType<UserFilter>({ age: null });
  // @ts-expect-error
  assertType<UserFilter>({ age: undefined });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $gt: undefined } });
});

it("14: a path into what is no document", () => {
  assertType<UserFilter>({ "profile.city": "Paris" });
  // @ts-expect-error
  assertType<UserFilter>({ "name.first": "Ann" });
  // @ts-expect-error
  assertType<UserFilter>({ "tags.0": "a" });
});

it("15: $not without operators, and operators mixed with fields", () => {
  assertType<UserFilter>({ age: { $not: { $gt: 5 } } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $not: 5 } });
  // @ts-expect-error
  assertType<UserFilter>({ age: { $gt: 1, years: 2 } });
});

it("16: what the rows at the end of a relation do not have", () => {
  assertType<UserFilter>({ favourite: { title: "a" }, posts: { $some: { title: "a" } } });
  // @ts-expect-error
  assertType<UserFilter>({ favourite: { titel: "a" } });
  // @ts-expect-error
  assertType<UserFilter>({ posts: { $some: { title: 5 } } });
  // @ts-expect-error no quantifier
  assertType<UserFilter>({ posts: { title: "a" } });
  // @ts-expect-error an unknown relation
  assertType<UserFilter>({ favorite: null });
});
