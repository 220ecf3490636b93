import fc from "fast-check";
import { expect, it } from "vitest";
import { parseExactly } from "./exact-json.ts";

it("gives long numbers of fields as their texts, and nothing else", () => {
  const text = String.raw`{"big":9007199254740993,"price":-1234567890123456789.125,"tiny":1.00000000000000000001e-5,
    "short":12.5,"text":"12345678901234567890","odd \\":"\"12345678901234567890\"","nested":{"big":9007199254740993},"none":null}`;
  expect(parseExactly(text)).toEqual({
    big: "9007199254740993",
    price: "-1234567890123456789.125",
    tiny: "1.00000000000000000001e-5",
    short: 12.5,
    text: "12345678901234567890",
    "odd \\": '"12345678901234567890"',
    nested: { big: 9007199254740992 },
    none: null,
  });
});

it("refuses what is no JSON, and takes what is no object as it is", () => {
  for (const text of ["{1234567890123456789", "[12345678901234567890", ""]) expect(() => parseExactly(text)).toThrow();
  expect(parseExactly("12345678901234567890")).toBe(Number("12345678901234567890"));
});

it("takes every object for what it is, whatever its texts hold", () => {
  const key = fc.string({ maxLength: 5 }).filter((name) => name !== "__proto__");
  const long = fc.oneof(fc.constant(9_007_199_254_740_992), fc.constant(0.12345678901234568), fc.integer());
  const text = fc.oneof(fc.string(), fc.constantFrom('"', "\\", '\\"1234567890123456789', "1234567890123456789"));
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(long, text, fc.array(long), fc.constant(null))), (values) => {
      const read = parseExactly(JSON.stringify(values)) as Readonly<Record<string, unknown>>; // an object, as it was one
      for (const [name, value] of Object.entries(values)) {
        const given = read[name];
        expect(typeof value === "number" && typeof given === "string" ? Number(given) : given).toEqual(
          Object.is(value, -0) ? 0 : value,
        );
      }
      expect(Object.keys(read).sort()).toEqual(Object.keys(values).sort());
    }),
  );
});
