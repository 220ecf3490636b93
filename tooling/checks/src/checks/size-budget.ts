import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { isTypeScript } from "../repository.ts";
import { lineOf, nodesIn, parse } from "../source-tree.ts";

const FILE_LIMIT = 350;
const FUNCTION_LIMIT = 60;
/** Tests tell one story after another, so their files and the callbacks of `describe` may be longer. */
const TEST_FILE_LIMIT = 600;

/** Files and functions stay small enough to be read at once. */
export const sizeBudget: Check = {
  name: "size-budget",
  run: async (repository) =>
    repository.files.filter(isTypeScript).flatMap((file) => sizeFindings(file, repository.read(file))),
};

/**
 * What is too long in a file.
 *
 * @param file its path
 * @param text its content
 */
export function sizeFindings(file: string, text: string): readonly Finding[] {
  const isTest = /\.(test|test-d)\.ts$/.test(file);
  const findings: Finding[] = [];
  const lines = text.trimEnd().split("\n").length;
  const limit = isTest ? TEST_FILE_LIMIT : FILE_LIMIT;
  if (lines > limit) findings.push(tooLong(file, `the file has ${lines} lines, the limit is ${limit}`));
  if (isTest) return findings;
  const source = parse(file, text);
  for (const node of nodesIn(source)) {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) continue;
    const from = lineOf(node);
    const length = source.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - from;
    if (length <= FUNCTION_LIMIT) continue;
    findings.push(tooLong(`${file}:${from}`, `the function has ${length} lines, the limit is ${FUNCTION_LIMIT}`));
  }
  return findings;
}

function tooLong(place: string, why: string): Finding {
  return { place, why, fix: "give each concept in it a file or a function of its own" };
}
