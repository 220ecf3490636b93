import { describe, expect, it } from "vitest";
import { closest, suggestion } from "./closest.ts";

describe("closest", () => {
  it.each([
    ["emial", ["name", "email"], "email"],
    ["user_name", ["username", "userId"], "username"],
    ["EMAIL", ["name", "email"], "email"],
    ["batch", ["batchSize", "atomic"], "batchSize"],
    ["isolationLevel", ["isolation", "readOnly"], "isolation"],
  ])("takes %j for one of %j", (name, candidates, meant) => {
    expect(closest(name, candidates)).toBe(meant);
    expect(closest(name, candidates.values())).toBe(meant);
  });

  it.each([
    ["colour", ["name", "email"]],
    ["batch", ["batchSize", "batchRows"]], // either may be meant
    ["ids", ["idempotencyKey"]],
    ["", ["name"]],
  ])("takes %j for none of %j", (name, candidates) => {
    expect(closest(name, candidates)).toBeUndefined();
  });
});

describe("suggestion", () => {
  it("names the closest, or all, or says that there are none", () => {
    expect(suggestion("emial", ["name", "email"])).toBe('did you mean "email"?');
    expect(suggestion("colour", ["name", "email"])).toBe("use one of: name, email");
    const many = Array.from({ length: 14 }, (_, index) => `field${index}`);
    expect(suggestion("colour", many)).toMatch(/field11 and 2 more$/);
    expect(suggestion("colour", [])).toBe("there is none to choose from");
  });
});
