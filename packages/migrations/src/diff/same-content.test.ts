import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import { isSameContent } from "./same-content.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);

const small = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, 1, "", "a", "1"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "__proto__"), tie("value"), { maxKeys: 2, noNullPrototype: true }),
  ),
})).value;

it("says the same as canonical JSON", () => {
  fc.assert(
    fc.property(small, small, (left, right) => {
      expect(isSameContent(left, right)).toBe(canonicalJson(left) === canonicalJson(right));
      expect(isSameContent(left, structuredClone(left))).toBe(true);
    }),
    { seed, numRuns: 2000 },
  );
});

it("takes a field that is undefined for one that is absent", () => {
  expect(isSameContent({ a: undefined, b: 1 }, { b: 1 })).toBe(true);
  expect(isSameContent({ b: 1 }, { a: 2, b: 1 })).toBe(false);
});
