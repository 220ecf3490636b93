/** What is measured with rows that pass by one by one. */
export type StreamOperation = "read" | "exportCsv" | "exportJson" | "importCsv" | "importJson";

/** One way to do an operation. */
export interface StreamTechnique {
  readonly label: string;
  /** Whether the rows do not pass through the program: it is shown, and not what the others are measured by. */
  readonly isServer?: true;
  /**
   * Does it.
   *
   * @param file the file to write, or the one to read
   * @returns of `read`, what the rows' ages add up to
   */
  readonly run: (file: string) => Promise<unknown>;
}

/** The ways of one library, over one table. */
export interface StreamTechniques extends Readonly<Record<StreamOperation, readonly StreamTechnique[]>> {
  readonly close: () => unknown;
}

/** What the tables call the operations. */
export const STREAM_TITLES: Readonly<Record<StreamOperation, string>> = {
  read: "read all rows, one by one",
  exportCsv: "export to CSV",
  exportJson: "export to JSON lines",
  importCsv: "import from CSV",
  importJson: "import from JSON lines",
};
