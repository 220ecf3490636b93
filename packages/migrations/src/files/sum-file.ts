import { createHash } from "node:crypto";

/** The file that says what the others are. */
export const SUM_FILE = "migrations.sum";

const HEADER = "dataflow-migrations 1";

/** What is wrong with a file of the directory. */
export interface FileProblem {
  readonly file: string;
  readonly problem: "edited" | "missing" | "unexpected";
}

/** Files by name, in order, with their content. */
export type FileContents = ReadonlyMap<string, string>;

/**
 * Writes the sums of files. Each depends on those before it, and the first line on all: nothing can be changed, left out
 * or put between.
 *
 * @param files the files
 * @returns the content of the sum file
 */
export function printSums(files: FileContents): string {
  let last = "";
  const lines = [...files].map(([name, content]) => {
    last = link(last, name, content);
    return `${name} ${last}`;
  });
  return `${[`${HEADER} ${last}`, ...lines].join("\n")}\n`;
}

/**
 * Compares files with their sums.
 *
 * @param files the files that there are
 * @param sums the content of the sum file; empty when there is none
 * @returns what is wrong, by file
 */
export function checkSums(files: FileContents, sums: string): readonly FileProblem[] {
  const [header = "", ...lines] = sums.split("\n").filter((line) => line !== "");
  const problems: FileProblem[] = [];
  const listed = new Set<string>();
  let last = "";
  for (const line of lines) {
    const [name = "", sum = ""] = line.split(" ");
    listed.add(name);
    const content = files.get(name);
    if (content === undefined) problems.push({ file: name, problem: "missing" });
    // Each is compared behind the one that was written before it, so that one edit is told of once.
    else if (link(last, name, content) !== sum) problems.push({ file: name, problem: "edited" });
    last = sum;
  }
  for (const name of files.keys()) if (!listed.has(name)) problems.push({ file: name, problem: "unexpected" });
  const isWhole = sums === "" || header === `${HEADER} ${last}`;
  return isWhole ? problems : [...problems, { file: SUM_FILE, problem: "edited" }];
}

function link(before: string, name: string, content: string): string {
  const own = createHash("sha256").update(content.replaceAll("\r\n", "\n")).digest("hex");
  return createHash("sha256").update(`${before}\n${name}\n${own}`).digest("hex");
}
