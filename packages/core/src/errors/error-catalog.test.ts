import { afterEach, describe, expect, it } from "vitest";
import { defineErrors } from "./error-catalog.ts";

const errors = defineErrors("TEST", { ODD: { title: "Something is odd" } });
const words = { message: "odd", why: "it is", fix: "make it even" };

const usual = Error.stackTraceLimit;
afterEach(() => {
  Object.defineProperty(Error, "stackTraceLimit", { value: usual, writable: true });
});

function deep(calls: number): Error {
  return calls === 0 ? errors.create("ODD", words) : deep(calls - 1);
}
function callerOf(calls: number): string {
  return deep(calls).stack ?? "";
}

describe("an error of a catalog", () => {
  it("tells whose call led to it, however many of ours lie between", () => {
    Error.stackTraceLimit = 10;
    expect(callerOf(20)).toContain("callerOf");
    expect(Error.stackTraceLimit).toBe(10);
  });

  it("notes as many calls as somebody has said", () => {
    Error.stackTraceLimit = 5;
    expect(callerOf(20).split("\n    at ")).toHaveLength(1 + 5);
    expect(Error.stackTraceLimit).toBe(5);
  });
  it("is made where the number of calls cannot be changed", () => {
    Object.defineProperty(Error, "stackTraceLimit", { value: 10, writable: false });
    expect(deep(0)).toMatchObject({ code: "TEST.ODD", message: "odd" });
  });
});
