import type { Column, ResultRow } from "./result-table.ts";

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly figure: number;
}

/** How the figures of a chart are written. */
export interface FigureForm {
  readonly digits: number;
  /** Follows each figure. */
  readonly unit?: string;
}

const WIDTH = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Draws figures as bars of text.
 *
 * @param bars what is drawn, from top to bottom; no figure is negative
 * @param form how each figure is written behind its bar
 * @returns the lines
 */
export function barChart(bars: readonly Bar[], { digits, unit = "" }: FigureForm): readonly string[] {
  const most = Math.max(...bars.map(({ figure }) => figure));
  const labelWidth = Math.max(...bars.map(({ label }) => label.length));
  return bars.map(({ label, figure }) => {
    const text = figure.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return `${label.padEnd(labelWidth)}  ${bar(most === 0 ? 0 : figure / most)} ${text} ${unit}`.trimEnd();
  });
}

/**
 * Draws one column of a table.
 *
 * @param name the column
 * @param columns those of the table
 * @param rows its lines; those without the figure are left out
 * @returns the lines
 */
export function columnChart(name: string, columns: readonly Column[], rows: readonly ResultRow[]): readonly string[] {
  const index = columns.findIndex((column) => column.name === name);
  const bars = rows.flatMap(({ label, figures }) => {
    const figure = figures[index];
    return figure === undefined ? [] : [{ label, figure }];
  });
  return barChart(bars, { digits: columns[index]?.digits ?? 0 });
}

function bar(share: number): string {
  const eighths = Math.max(share === 0 ? 0 : 1, Math.round(share * WIDTH * 8));
  return "█".repeat(eighths >> 3) + (EIGHTHS[eighths % 8] ?? "");
}
