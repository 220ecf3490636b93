import { expect, it } from "vitest";
import { barChart, columnChart } from "./bar-chart.ts";
import { renderMarkdown, renderText } from "./render-table.ts";
import type { ResultRow } from "./result-table.ts";

const columns = [
  { name: "µs", digits: 0 },
  { name: "ratio", digits: 2 },
];
const rows: readonly ResultRow[] = [
  { label: "driver", figures: [10, 1] },
  { label: "other", figures: [25, 2.5] },
  { label: "absent", figures: [], isAbsent: true },
];

it("draws each figure by its share of the largest", () => {
  const bars = [
    { label: "one", figure: 4 },
    { label: "another", figure: 1 },
    { label: "none", figure: 0 },
  ];
  expect(barChart(bars, { digits: 2, unit: "ms" })).toEqual([
    `one      ${"█".repeat(40)} 4.00 ms`,
    `another  ${"█".repeat(10)} 1.00 ms`,
    "none      0.00 ms",
  ]);
});

it("draws a column, and nothing for what was left out", () => {
  expect(columnChart("ratio", columns, rows)).toEqual([
    `driver  ${"█".repeat(16)} 1.00`,
    `other   ${"█".repeat(40)} 2.50`,
  ]);
  expect(columnChart("nothing", columns, rows)).toEqual([]);
});

it("is drawn below the table, where absent figures are dashes", () => {
  const table = { title: "Reading", columns, rows, chart: columnChart("ratio", columns, rows) };
  expect(renderMarkdown(table)).toContain("| absent | – | – |\n\n```text\ndriver");
  expect(renderText(table)).toContain("  absent    –      –\n\n  driver  █");
});
