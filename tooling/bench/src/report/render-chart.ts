import type { ResultTable } from "./result-table.ts";

const WIDTH = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Draws one column of a table as bars.
 *
 * @param table the table; `chart` names the column
 * @returns a line for each variant; nothing when no column is named
 */
export function renderChart({ columns, rows, chart }: ResultTable): string {
  const index = columns.findIndex(({ name }) => name === chart);
  const digits = columns[index]?.digits ?? 0;
  const drawn = rows.flatMap(({ label, figures }) => {
    const figure = figures[index];
    return figure === undefined ? [] : [{ label, figure }];
  });
  const most = Math.max(...drawn.map(({ figure }) => figure));
  const widest = Math.max(...drawn.map(({ label }) => label.length));
  return drawn
    .map(({ label, figure }) => {
      const text = figure.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return `${label.padEnd(widest)}  ${bar(figure / most)} ${text}`;
    })
    .join("\n");
}

function bar(share: number): string {
  const eighths = Math.max(1, Math.round(share * WIDTH * 8));
  return "█".repeat(eighths >> 3) + (EIGHTHS[eighths % 8] ?? "");
}
