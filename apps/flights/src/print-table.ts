/** A column of a printed table. */
export interface TableColumn {
  readonly title: string;
  /** Numbers stand to the right. Default `"left"`. */
  readonly align?: "left" | "right";
}

/**
 * Lays out rows under titles, every column as wide as its widest cell.
 *
 * @param columns the titles, and where their cells stand
 * @param rows the cells, as many as there are columns
 * @returns lines without trailing spaces, each ended
 */
export function printTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const placed = columns.map(({ align }, column) => {
      const width = widths[column] ?? 0;
      const cell = cells[column] ?? "";
      return align === "right" ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${placed.join("  ")}`.trimEnd();
  };
  const rule = widths.map((width) => "─".repeat(width));
  const titles = columns.map(({ title }) => title);
  return [titles, rule, ...rows].map((cells) => `${line(cells)}\n`).join("");
}

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `300000` as `"300,000"`; what is no number as a dash. */
export function whole(value: unknown): string {
  return typeof value === "number" || typeof value === "bigint" ? WHOLE.format(value) : "–";
}

/** `8.4321` as `"8.4"`; what is no number as a dash. */
export function tenths(value: unknown): string {
  return typeof value === "number" ? TENTHS.format(value) : "–";
}

/** A date as `"2001-01-14"`; what is no date as a dash. */
export function day(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : "–";
}

/** A date and time as `"2001-01-14 07:30"`; what is no date as a dash. */
export function minute(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 16).replace("T", " ") : "–";
}

/** Text as it is; what is no text as a dash. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "–";
}
