import { expect, it } from "vitest";
import { refusedUpdate } from "./refused-update.ts";

it.each([
  ["bad JSON path: 'update 2: $push needs an array, and finds text'", "string"],
  ['invalid input syntax for type integer: "update 2: $push needs an array, and finds number"', "number"],
  ["bad JSON path: 'update 2: $push needs an array, and finds nothing'", "nothing"],
])("reads %s", (message, found) => {
  expect(refusedUpdate(message)).toMatchObject({ kind: "UPDATE_REFUSED", meta: { operator: "$push", found } });
});

it("reads that no element matched", () => {
  const message = "bad JSON path: 'update 1: $ needs an element that the filter matched, and finds object'";
  expect(refusedUpdate(message)).toMatchObject({ kind: "UPDATE_REFUSED", meta: { operator: "$", found: "object" } });
});

it.each([
  "bad JSON path: 'secret'",
  'invalid input syntax for type integer: "update 2: $push needs a secret, and finds number"',
  'invalid input syntax for type integer: "update 2: $push needs an array, and finds secret"',
])("repeats nothing of %s", (message) => {
  expect(refusedUpdate(message)).toBeUndefined();
});
