import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { isProductionSource } from "../repository.ts";
import { lineOf, nodesIn, parse } from "../source-tree.ts";
import { DIALECT_AWARE } from "./dialect-words-allowed.ts";

const WORDS = /postgres|sqlite/i;

/** Where dialects are the subject: what differs, folders named after one, what a URL says, and the server for tests. */
const DIALECT_FOLDERS = [
  "/src/dialects/",
  "/postgres/",
  "/sqlite/",
  "packages/database/src/url/",
  "packages/testing-base/src/",
];

/** Invariant 4: differences between dialects live in `src/dialects` or in a folder named after the dialect, or are declared capabilities. */
export const dialectWords: Check = {
  name: "dialect-words",
  async run(repository) {
    const files = repository.files.filter((file) => isProductionSource(file) && !isDialectFolder(file));
    const byFile = new Map(files.map((file) => [file, dialectWordLines(file, repository.read(file))]));
    const unexpected = [...byFile].filter(([file]) => !Object.hasOwn(DIALECT_AWARE, file));
    return [
      ...unexpected.flatMap(([file, lines]) => lines.map((line) => unexpectedWord(file, line))),
      ...stale(byFile),
    ];
  },
};

/**
 * The lines of a file whose code, comments aside, names a dialect. Paths of imports do not count: what they bring does.
 *
 * @param file its path
 * @param text its content
 */
export function dialectWordLines(file: string, text: string): readonly number[] {
  const lines = new Set<number>();
  for (const node of nodesIn(parse(file, text))) {
    if (!isNamingToken(node) || !WORDS.test(node.text)) continue;
    if (ts.isStringLiteral(node) && isModulePath(node)) continue;
    lines.add(lineOf(node));
  }
  return [...lines];
}

type NamingToken = ts.Identifier | ts.StringLiteral | ts.TemplateLiteralLikeNode;

function isNamingToken(node: ts.Node): node is NamingToken {
  return ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node);
}

function isModulePath(node: ts.StringLiteral): boolean {
  return ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);
}

function isDialectFolder(file: string): boolean {
  return DIALECT_FOLDERS.some((folder) => file.includes(folder));
}

function unexpectedWord(file: string, line: number): Finding {
  return {
    place: `${file}:${line}`,
    why: "the code names a dialect outside of src/dialects, so a third dialect would have to change it too",
    fix: "move what differs to src/dialects/<dialect>, or declare a capability and ask for that",
  };
}

/** The list may only shrink: what no longer needs its entry loses it. */
function stale(byFile: ReadonlyMap<string, readonly number[]>): readonly Finding[] {
  return Object.keys(DIALECT_AWARE)
    .filter((file) => (byFile.get(file)?.length ?? 0) === 0)
    .map((file) => ({
      place: "tooling/checks/src/checks/dialect-words-allowed.ts",
      why: `${file} is listed, but names no dialect any more`,
      fix: "remove it from the list",
    }));
}
