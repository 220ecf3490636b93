/** One statement of those that make a text index. */
export interface TextIndexStatement {
  /** What it makes: `"function"`. Unique among them. */
  readonly name: string;
  readonly sql: string;
  /** A query: when it gives a row, there is nothing left to do. */
  readonly skipIf?: string;
}
