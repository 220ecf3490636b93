import { expect, it } from "vitest";
import { renderChart } from "./render-chart.ts";
import { renderMarkdown, renderText } from "./render-table.ts";
import type { ResultTable } from "./result-table.ts";

const table: ResultTable = {
  title: "Reading",
  columns: [
    { name: "µs", digits: 0 },
    { name: "ratio", digits: 2 },
  ],
  rows: [
    { label: "driver", figures: [10, 1] },
    { label: "other", figures: [25, 2.5] },
    { label: "absent", figures: [], isAbsent: true },
  ],
  chart: "ratio",
};

it("draws bars in proportion, and none for what was left out", () => {
  expect(renderChart(table)).toBe(`driver  ${"█".repeat(16)} 1.00\nother   ${"█".repeat(40)} 2.50`);
  expect(renderChart({ ...table, chart: "nothing" })).toBe("");
});

it("is drawn below the table, where absent figures are dashes", () => {
  expect(renderMarkdown(table)).toContain("| absent | – | – |\n\n```text\ndriver");
  expect(renderText(table)).toContain("  absent    –      –\n\n  driver  █");
});
