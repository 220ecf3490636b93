import type { Check, Finding } from "../check.ts";

const PAGE = "docs/comparison.md";
const UNKNOWN = "not checked";

/** Every cell of the comparison with the peers rests on a test that exists, or on a link. */
export const comparisonEvidence: Check = {
  name: "comparison-evidence",
  run: async ({ files, read }) =>
    files.includes(PAGE)
      ? comparisonFindings(read(PAGE), new Set(files))
      : [{ place: PAGE, why: "the comparison is missing", fix: "write it" }],
};

/**
 * Where a cell has nothing under it, or what is under it does not exist.
 *
 * @param page the comparison
 * @param files every file of the repository
 */
export function comparisonFindings(page: string, files: ReadonlySet<string>): readonly Finding[] {
  const lines = page.split("\n").map((text, index) => ({ text, place: `${PAGE}:${index + 1}` }));
  const notes = new Map(lines.flatMap(({ text, place }) => noteIn(text, place)));
  const used = new Set<string>();
  const cells = lines.flatMap(({ text, place }) =>
    cellsOf(text).flatMap((cell) => {
      const names = [...cell.matchAll(/\[\^([^\]]+)\]/g)].map(([, name]) => name ?? "");
      for (const name of names) used.add(name);
      return cellFindings(cell, names, { place, notes });
    }),
  );
  const all = [...notes].flatMap(([name, { text, place }]) =>
    noteFindings(text, place, { files, isUsed: used.has(name) }),
  );
  return [...cells, ...all];
}

interface Note {
  readonly text: string;
  readonly place: string;
}

function noteIn(line: string, place: string): readonly (readonly [string, Note])[] {
  const [, name, text] = /^\[\^([^\]]+)\]:\s*(.*)$/.exec(line) ?? [];
  return name === undefined || text === undefined ? [] : [[name, { text, place }]];
}

/** The cells that say something of a project: neither those of the heading and its line, nor the question in front. */
function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("|") || line.startsWith("|---") || line.startsWith("| what is asked")) return [];
  return line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
}

interface CellPlace {
  readonly place: string;
  readonly notes: ReadonlyMap<string, Note>;
}

function cellFindings(cell: string, names: readonly string[], { place, notes }: CellPlace): readonly Finding[] {
  if (cell === UNKNOWN) return [];
  if (names.length === 0) {
    return [{ place, why: `"${cell}" rests on nothing`, fix: `add a footnote, or write "${UNKNOWN}"` }];
  }
  return names
    .filter((name) => !notes.has(name))
    .map((name) => ({ place, why: `the footnote [^${name}] is missing`, fix: "write it at the end of the page" }));
}

interface NoteUse {
  readonly files: ReadonlySet<string>;
  readonly isUsed: boolean;
}

function noteFindings(text: string, place: string, { files, isUsed }: NoteUse): readonly Finding[] {
  if (!isUsed) return [{ place, why: "no cell refers to the footnote", fix: "remove it" }];
  const [, test] = /^`([^`]+)`$/.exec(text) ?? [];
  if (test !== undefined) {
    if (/\.test(-d)?\.ts$/.test(test) && files.has(test)) return [];
    return [{ place, why: `there is no test ${test}`, fix: "name the test that would turn red" }];
  }
  if (/^<https:\/\/[^>\s]+>(, <https:\/\/[^>\s]+>)*$/.test(text)) return [];
  return [{ place, why: "the footnote is neither a test nor a link", fix: "write `path/to/x.test.ts` or <https://…>" }];
}
