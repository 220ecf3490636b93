import { describe, expect, it } from "vitest";
import { postgresCodec } from "./codec.ts";

describe("a list of whole numbers", () => {
  const { encodeList } = postgresCodec({ kind: "integer" }, "users.id");

  it("is written in the server's own form", () => {
    const written = Buffer.from(encodeList([1, null, -2]) as Uint8Array); // what travels in that form travels as bytes
    const words = Array.from({ length: written.length / 4 }, (_, index) => written.readInt32BE(index * 4));
    expect(words).toEqual([1, 1, 23, 3, 1, 4, 1, -1, 4, -2]);
  });

  it.each([[1.5], [2 ** 31], [-(2 ** 31) - 1], [Number.NaN], ["1"], [1n]])(
    "refuses %s, which nobody has checked, instead of taking it for another number",
    (value) => {
      expect(() => encodeList([value])).toThrow("where its column takes another type");
    },
  );
});
