import type { ColumnType, ScalarColumnType } from "@dataflow/core";
import fc from "fast-check";

const TEXTS = [
  "",
  "a",
  "A",
  "b",
  "ab",
  "aB",
  "AB",
  "abc",
  "é",
  "É",
  "ß",
  "😀",
  "a😀",
  "\uffff",
  "\u{10ffff}",
  "a%b",
  "a_b",
  "a\\b",
  "[a]",
  "*",
  "?",
  "a\nb",
  "a\u2028b",
  "-",
  "]",
  "^",
  "a b",
  "O'Brien",
  '"',
  "1",
  "NULL",
  "{}",
  "ab\n",
];

/**
 * Texts of few characters, so that filters and rows meet, and of every difficult one.
 *
 * @example
 * ```ts
 * import { texts } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(texts, (text) => text.normalize().length <= 12));
 * ```
 */
export const texts = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: fc.constantFrom("a", "A", "b", "é", "%", "_", "\\", "😀", "\n", "*", "["), maxLength: 4 }),
);

const well = fc
  .string({ unit: "binary", maxLength: 12 })
  .filter((value) => value.isWellFormed() && !value.includes("\0"));

const decimal = (precision: number, scale: number) =>
  fc
    .bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n })
    .map((digits) => {
      const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
      const point = text.length - scale;
      return `${digits < 0n ? "-" : ""}${text.slice(0, point)}${scale === 0 ? "" : `.${text.slice(point)}`}`;
    })
    .map((value) => (/^-0*(?:\.0*)?$/.test(value) ? value.slice(1) : value));

const instant = fc
  .oneof(
    fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
    fc.constantFrom(-1, 0, 1, 999, -62_135_596_800_000, 253_402_300_799_999, 978_307_199_999),
  )
  .map((milliseconds) => new Date(milliseconds));

const two = (max: number, min = 0) => fc.integer({ min, max }).map((value) => String(value).padStart(2, "0"));

const date = fc.oneof(
  fc.constantFrom("0001-01-01", "9999-12-31", "2000-02-29"),
  fc
    .tuple(fc.integer({ min: 1, max: 9999 }), two(12, 1), two(28, 1))
    .map(([year, month, day]) => `${String(year).padStart(4, "0")}-${month}-${day}`),
);

const time = fc
  .tuple(two(23), two(59), two(59), fc.integer({ min: 0, max: 999 }))
  .map(
    ([hour, minute, second, milli]) =>
      `${hour}:${minute}:${second}${milli === 0 ? "" : `.${String(milli).padStart(3, "0")}`}`,
  );

const json = fc
  .jsonValue({ maxDepth: 3, stringUnit: "binary" })
  .filter((value) => {
    const written = JSON.stringify(value);
    return value !== null && !/\\u0000|\\ud[89a-f]/i.test(written) && !/-0(?![.\d])/.test(written);
  })
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/**
 * Any value of a type that both databases give back as it was stored.
 *
 * @param type the type of a column, or of a field: `definition.fields.get("price")?.type`
 * @returns its values, the hard ones more often
 * @example
 * ```ts
 * import { anyValue } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(anyValue({ kind: "decimal", precision: 12, scale: 2 }), 3);
 * ```
 */
export function anyValue(type: ColumnType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "text":
      return type.length === undefined
        ? fc.oneof(texts, well)
        : well.filter((value) => Array.from(value).length <= (type.length ?? 0));
    case "integer":
      return fc.oneof(fc.integer(), fc.constantFrom(2_147_483_647, -2_147_483_648, 0));
    case "bigint":
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n),
      );
    case "real":
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
    case "decimal":
      return decimal(type.precision, type.scale);
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return instant;
    case "date":
      return date;
    case "time":
      return time;
    case "uuid":
      return fc.uuid();
    case "json":
      return json;
    case "array":
      return fc.array(anyValue(type.element), { maxLength: 5 });
    case "enum":
      return fc.constantFrom(...type.values);
    case "bytes":
      return fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.from(bytes));
    case "unknown":
      return fc.constant("x");
  }
}

const INSTANTS = [-1, 0, 1, 978_307_199_999, 978_307_200_000].map((value) => new Date(value));

/**
 * Values of a type out of few, so that filters and rows meet often.
 *
 * @param type the type of a column or of a field
 * @returns a handful of values, those at the limits of the type among them
 * @example
 * ```ts
 * import { fewValues } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(fewValues({ kind: "integer" }), 3);
 * ```
 */
export function fewValues(type: ScalarColumnType | { readonly kind: "bytes" }): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "text":
      return texts.filter((value) => Array.from(value).length <= (type.length ?? 100));
    case "integer":
      return fc.constantFrom(-2_147_483_648, -1, 0, 1, 2, 2_147_483_647);
    case "bigint":
      return fc.constantFrom(-(2n ** 63n), 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n);
    case "real":
      return fc.constantFrom(
        0,
        0.1,
        0.30000000000000004,
        0.3,
        -1.5,
        1e300,
        5e-324,
        1.7976931348623157e308,
        2.225073858507201e-308,
      );
    case "decimal": {
      const zeros = "0".repeat(type.scale - 1);
      return fc.constantFrom(
        `0.${zeros}0`,
        `0.${zeros}1`,
        `-0.${zeros}1`,
        `10.${zeros}5`,
        `-10.${zeros}5`,
        `${"9".repeat(type.precision - type.scale)}.${"9".repeat(type.scale)}`,
        "7",
        "007.0",
      );
    }
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return fc.constantFrom(...INSTANTS);
    case "date":
      return fc.constantFrom("0001-01-01", "1999-12-31", "2000-02-29", "9999-12-31");
    case "time":
      return fc.constantFrom("00:00:00", "10:00:00", "10:00:00.500", "10:00:00.050", "23:59:59.999");
    case "uuid":
      return fc.constantFrom(
        "00000000-0000-4000-8000-000000000000",
        "ABCDEF00-0000-4000-8000-000000000000",
        "abcdef00-0000-4000-8000-000000000000",
        "ffffffff-ffff-4fff-bfff-ffffffffffff",
      );
    case "enum":
      return fc.constantFrom(...type.values);
    case "bytes":
      return fc.constantFrom(new Uint8Array(), Uint8Array.of(0), Uint8Array.of(0, 255), Uint8Array.of(255));
  }
}
