import type { Goal, ResultTable } from "./result-table.ts";

/** The cells of a table as text: a heading, then a line for each variant. */
export function cellsOf({ columns, rows }: ResultTable): readonly (readonly string[])[] {
  const hasGoals = rows.some(({ goal }) => goal !== undefined);
  const heading = ["variant", ...columns.map(({ name }) => name), ...(hasGoals ? ["goal"] : [])];
  const lines = rows.map(({ label, figures, goal, isAbsent }) => [
    label,
    ...columns.map(({ digits }, index) => (isAbsent ? "–" : formatFigure(figures[index], digits))),
    ...(hasGoals ? [goalText(goal)] : []),
  ]);
  return [heading, ...lines];
}

function goalText(goal: Goal | undefined): string {
  if (goal?.isMet === undefined) return goal?.text ?? "";
  return `${goal.text} ${goal.isMet ? "✓" : "✗"}`;
}

/** A table for a terminal. */
export function renderText(table: ResultTable): string {
  const cells = cellsOf(table);
  const widths = (cells[0] ?? []).map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  "),
  );
  const notes = (table.notes ?? []).map((note) => `  ${note}`);
  const chart = table.chart === undefined ? [] : ["", ...table.chart.map((line) => `  ${line}`)];
  return [table.title, ...notes, ...lines.map((line) => `  ${line.trimEnd()}`), ...chart].join("\n");
}

/** A table for a page. */
export function renderMarkdown(table: ResultTable): string {
  const [heading = [], ...lines] = cellsOf(table);
  const rule = heading.map((_, index) => (index === 0 ? "---" : "---:"));
  const text = [heading, rule, ...lines].map((line) => `| ${line.map(escapeCell).join(" | ")} |`).join("\n");
  const notes = (table.notes ?? []).map((note) => `${note}\n\n`).join("");
  const chart = table.chart === undefined ? "" : `\n\`\`\`text\n${table.chart.join("\n")}\n\`\`\`\n`;
  return `### ${table.title}\n\n${notes}${text}\n${chart}`;
}

function escapeCell(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

function formatFigure(figure: number | undefined, digits: number): string {
  if (figure === undefined) return "";
  return figure.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
