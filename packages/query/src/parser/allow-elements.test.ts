import { expect, it } from "vitest";
import { users } from "../../test/page-table.ts";
import type { FilterAllowance } from "./filter-allowance.ts";
import { parseFilter } from "./parse-filter.ts";

const refusal = (filter: object, fields: readonly string[], operators?: FilterAllowance["operators"]) => {
  try {
    parseFilter(filter, users, { allow: { fields, ...(operators === undefined ? {} : { operators }) } });
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
};

it("looks no further into elements than the caller may", () => {
  const inside = { "profile.orders": { $elemMatch: { secret: 1 } } };
  expect(refusal(inside, ["profile.orders"])).toBeUndefined();
  expect(refusal(inside, ["profile.city"])).toBe("QUERY.UNKNOWN_FIELD");
  expect(refusal({ profile: { $elemMatch: { secret: 1 } } }, ["profile.city"])).toBe("QUERY.UNKNOWN_FIELD");
  expect(refusal({ tags: { $elemMatch: { $eq: "a" } } }, ["name"])).toBe("QUERY.UNKNOWN_FIELD");
});

it("takes no operator on elements that the caller may not use", () => {
  const inside = { "profile.orders": { $elemMatch: { total: { $gt: 1 } } } };
  expect(refusal(inside, ["profile.orders"], ["$elemMatch", "$eq"])).toBe("QUERY.UNKNOWN_OPERATOR");
  expect(refusal(inside, ["profile.orders"], ["$elemMatch", "$gt"])).toBeUndefined();
  expect(refusal({ "profile.orders": { $elemMatch: { $gt: 1 } } }, ["profile.orders"], ["$elemMatch"])).toBe(
    "QUERY.UNKNOWN_OPERATOR",
  );
});
