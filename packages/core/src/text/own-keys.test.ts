import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { describeKind, isPlainObject, isReservedName } from "./own-keys.ts";

describe("isPlainObject", () => {
  it("accepts literals of any realm and null prototypes", () => {
    expect(isPlainObject({})).toBe(true);
    expect(isPlainObject(Object.create(null))).toBe(true);
    expect(isPlainObject(runInNewContext("({ a: 1 })"))).toBe(true);
  });

  it("refuses everything else", () => {
    class Point {}
    for (const value of [[], new Date(), new Point(), new Map(), null, undefined, 1, "x", () => 1]) {
      expect(isPlainObject(value)).toBe(false);
    }
  });
});

describe("describeKind", () => {
  it("never shows the value", () => {
    expect(describeKind("secret")).toBe("a string");
    expect(describeKind({ password: "x" })).toBe("an object");
    expect(describeKind([1])).toBe("an array");
    expect(describeKind(null)).toBe("null");
    expect(describeKind(undefined)).toBe("undefined");
    expect(describeKind(new Date())).toBe("a Date");
    expect(describeKind(new Map())).toBe("an instance of a class");
    expect(describeKind(Promise.resolve([1]))).toBe("a promise that was not awaited");
  });
});

describe("isReservedName", () => {
  it("knows the names of the prototype chain", () => {
    expect(["__proto__", "constructor", "prototype", "toString"].map(isReservedName)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
