import { expect, it } from "vitest";
import { runCases } from "./run-cases.fixture.ts";

function totalOf(text: string) {
  const { status, lines } = runCases({ text, reporter: ["total-line-reporter.ts", "TotalLineReporter"] });
  return { status, lastLine: lines.at(-1) };
}

it("prints the total as the last line", () => {
  const tests = 'it("a", () => {}); it("b", () => {}); it.skip("c", () => {}); it.todo("d");';
  expect(totalOf(tests)).toEqual({ status: 0, lastLine: "2 passed, 0 failed, 2 skipped" });
});

it("counts what fails outside of a test", () => {
  expect(totalOf('it("a", () => {}); it("b", () => { throw new Error("b"); });')).toEqual({
    status: 1,
    lastLine: "1 passed, 1 failed, 0 skipped",
  });
  expect(totalOf('throw new Error("while loading");')).toEqual({
    status: 1,
    lastLine: "0 passed, 1 failed, 0 skipped",
  });
});
