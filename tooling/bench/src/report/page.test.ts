import { expect, it } from "vitest";
import { withSuitePart } from "./page.ts";

const page = "# A\n\n<!-- one: begin -->\nold\n<!-- one: end -->\n\nkept\n";

it("replaces the part of one suite, again and again", () => {
  const once = withSuitePart(page, "one", "new\n");
  expect(once).toBe("# A\n\n<!-- one: begin -->\n\nnew\n\n<!-- one: end -->\n\nkept\n");
  expect(withSuitePart(once, "one", "new\n")).toBe(once);
});

it("refuses a page without that part", () => {
  expect(() => withSuitePart(page, "two", "new")).toThrow('no part between "<!-- two: begin -->"');
});
