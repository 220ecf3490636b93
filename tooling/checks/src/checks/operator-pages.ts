import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Check, Finding } from "../check.ts";

const SECTIONS: readonly string[] = ["Example", "PostgreSQL", "SQLite", "Divergence"];
const FOLDER = "docs/operators/";

/** Every operator of a filter has a page, and every page whose name starts with `$` an operator. */
export const operatorPages: Check = {
  name: "operator-pages",
  async run(repository) {
    const entry = join(repository.root, "packages/query/src/index.ts");
    const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(entry).href);
    const meanings = Object.entries(exported).flatMap(([name, value]) =>
      name.endsWith("OPERATOR_MEANINGS") ? meaningsOf(value) : [],
    );
    const pages = repository.files
      .filter((file) => file.startsWith(`${FOLDER}$`) && file.endsWith(".md"))
      .map((file) => [file.slice(FOLDER.length, -".md".length), repository.read(file)] as const);
    return operatorPageFindings(new Map(meanings), new Map(pages));
  },
};

function meaningsOf(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, meaning]) => [name, String(meaning)]);
}

/**
 * Where operators and pages do not agree.
 *
 * @param meanings operator → what it means
 * @param pages file name without its ending → page
 */
export function operatorPageFindings(
  meanings: ReadonlyMap<string, string>,
  pages: ReadonlyMap<string, string>,
): readonly Finding[] {
  const orphans = [...pages.keys()].filter((name) => !meanings.has(name));
  return [
    ...[...meanings].flatMap(([name, meaning]) => onePage(name, meaning, pages.get(name))),
    ...orphans.map((name) => ({
      place: `${FOLDER}${name}.md`,
      why: "there is no operator of this name",
      fix: "remove the page, or list the operator where the package says what its operators mean",
    })),
  ];
}

function onePage(name: string, meaning: string, page: string | undefined): readonly Finding[] {
  const place = `${FOLDER}${name}.md`;
  if (page === undefined) return [{ place, why: `the operator ${name} has no page`, fix: "write it like the others" }];
  const findings: Finding[] = [];
  const [heading, line] = page.split("\n").filter((one) => one.trim() !== "");
  if (heading !== `# ${name}`)
    findings.push({ place, why: "its heading is not the operator", fix: `begin with "# ${name}"` });
  if (line !== meaning)
    findings.push({ place, why: "its first line does not say what the operator means", fix: `write "${meaning}"` });
  for (const section of SECTIONS) {
    if (page.includes(`\n## ${section}\n`)) continue;
    findings.push({ place, why: `the section "${section}" is missing`, fix: `add "## ${section}"` });
  }
  return findings;
}
