/** A column of figures. */
export interface Column {
  readonly name: string;
  /** Digits after the point. */
  readonly digits: number;
}

/** What was wanted, and whether it was reached. */
export interface Goal {
  readonly text: string;
  /** Absent when the machine was too busy to tell. */
  readonly isMet?: boolean;
}

/** One variant's figures, in the order of the columns; undefined where one has no meaning. */
export interface ResultRow {
  readonly label: string;
  readonly figures: readonly (number | undefined)[];
  /** Whether it was left out; the notes say why. */
  readonly isAbsent?: true;
  readonly goal?: Goal;
}

/** What a suite found out about one thing. */
export interface ResultTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly ResultRow[];
  readonly notes?: readonly string[];
  /** Lines of text that draw the figures. */
  readonly chart?: readonly string[];
}

/**
 * A goal that is an upper limit.
 *
 * @param figure what was measured
 * @param limit what it should not exceed
 * @param unit follows the limit in print: `" µs"`, `"×"`
 */
export function atMost(figure: number, limit: number, unit: string): Goal {
  return { text: `≤ ${limit}${unit}`, isMet: figure <= limit };
}

/**
 * A goal that is a lower limit.
 *
 * @param figure what was measured
 * @param limit what it should reach
 * @param unit follows the limit in print
 */
export function atLeast(figure: number, limit: number, unit: string): Goal {
  return { text: `≥ ${limit.toLocaleString("en-GB")}${unit}`, isMet: figure >= limit };
}

/**
 * A table that says what was wanted, and not whether it was reached: for figures from a busy machine.
 *
 * @param table the table
 * @returns the same without verdicts
 */
export function withoutVerdicts(table: ResultTable): ResultTable {
  const rows = table.rows.map((row) => (row.goal === undefined ? row : { ...row, goal: { text: row.goal.text } }));
  return { ...table, rows };
}
