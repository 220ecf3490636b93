import { expect, it } from "vitest";
import { renderMarkdown, renderText } from "./render-table.ts";
import { atMost, type ResultTable, withoutVerdicts } from "./result-table.ts";

const table: ResultTable = {
  title: "Reading",
  columns: [
    { name: "µs", digits: 1 },
    { name: "ratio", digits: 2 },
  ],
  rows: [
    { label: "driver", figures: [1034.56, undefined] },
    { label: "ours", figures: [40, 1.149], goal: atMost(1.149, 1.15, "×") },
    { label: "slow | one", figures: [60, 1.5], goal: atMost(1.5, 1.3, "×") },
  ],
  notes: ["one machine"],
};

it("prints for a terminal", () => {
  expect(renderText(table)).toBe(
    [
      "Reading",
      "  one machine",
      "  variant          µs  ratio       goal",
      "  driver      1,034.6",
      "  ours           40.0   1.15  ≤ 1.15× ✓",
      "  slow | one     60.0   1.50   ≤ 1.3× ✗",
    ].join("\n"),
  );
});

it("prints for a page", () => {
  expect(renderMarkdown(table)).toBe(
    [
      "### Reading",
      "",
      "one machine",
      "",
      "| variant | µs | ratio | goal |",
      "| --- | ---: | ---: | ---: |",
      "| driver | 1,034.6 |  |  |",
      "| ours | 40.0 | 1.15 | ≤ 1.15× ✓ |",
      "| slow \\| one | 60.0 | 1.50 | ≤ 1.3× ✗ |",
      "",
    ].join("\n"),
  );
});

it("judges nothing when the machine was busy", () => {
  const text = renderText(withoutVerdicts(table));
  expect(text).toContain("≤ 1.15×");
  expect(text).not.toMatch(/[✓✗]/);
});
