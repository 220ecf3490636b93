import { posix } from "node:path";
import type { Check, Finding } from "../check.ts";

/** The pages whose tables promise something, each row with the tests that show it. */
const PAGES: readonly string[] = ["docs/faults.md", "docs/promises.md"];
const HEADING = "tested by |";

/** Every promise rests on tests that exist, and that are called what the page calls them. */
export const promisedTests: Check = {
  name: "promised-tests",
  run: async ({ files, read }) =>
    PAGES.flatMap((page) =>
      files.includes(page)
        ? promiseFindings(page, read(page), { files: new Set(files), read })
        : [{ place: page, why: "the page is missing", fix: "write it" }],
    ),
};

/** The files of the repository. */
export interface Sources {
  readonly files: ReadonlySet<string>;
  readonly read: (file: string) => string;
}

/**
 * The promises of a page that rest on nothing.
 *
 * @param page where it is
 * @param text what it says
 * @param sources where the tests are
 */
export function promiseFindings(page: string, text: string, sources: Sources): readonly Finding[] {
  let isPromising = false;
  return text.split("\n").flatMap((line, index): readonly Finding[] => {
    if (!line.startsWith("|")) isPromising = false;
    else if (line.trimEnd().endsWith(HEADING)) isPromising = true;
    else if (isPromising && !line.startsWith("|---")) return rowFindings(line, `${page}:${index + 1}`, sources);
    return [];
  });
}

/** `[name](../x.test.ts "what the test is called")`, in the last cell. */
const LINK = /\[[^\]]*\]\((?<path>[^)\s]+)(?:\s+"(?<title>[^"]*)")?\)/g;

function rowFindings(line: string, place: string, sources: Sources): readonly Finding[] {
  const cell = line.split("|").at(-2) ?? "";
  const links = [...cell.matchAll(LINK)];
  if (links.length === 0)
    return [{ place, why: "the promise rests on no test", fix: "link the test that would turn red" }];
  return links.flatMap(({ groups }): readonly Finding[] => {
    const file = posix.join("docs", groups?.path ?? "");
    const title = groups?.title;
    if (!/\.test\.ts$/.test(file) || !sources.files.has(file))
      return [{ place, why: `there is no test ${file}`, fix: "link the test that would turn red" }];
    if (title === undefined || sources.read(file).includes(title)) return [];
    return [{ place, why: `no test in ${file} is called "${title}"`, fix: "write what it is called now" }];
  });
}
