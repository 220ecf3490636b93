import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Check, Finding } from "../check.ts";
import { isProductionSource, type Repository } from "../repository.ts";

/** A code and its meaning in one line. */
export interface ErrorMeaning {
  readonly code: string;
  readonly title: string;
}

/** Every code of an exported catalog has a page and is made somewhere; every page has a code. */
export const errorPages: Check = {
  name: "error-pages",
  async run(repository) {
    const meanings = (await Promise.all(entriesOf(repository).map(meaningsIn))).flat();
    const sources = repository.files
      .filter((file) => isProductionSource(file) && !file.includes("/src/errors/"))
      .map((file) => repository.read(file))
      .join("\n");
    const pages = new Map(
      repository.files
        .filter((file) => /^docs\/errors\/[^/]+\.md$/.test(file) && !file.endsWith("README.md"))
        .map((file) => [file.slice("docs/errors/".length, -".md".length), repository.read(file)]),
    );
    return [...pageFindings(meanings, pages), ...unusedFindings(meanings, sources)];
  },
};

/**
 * Where codes and pages do not agree.
 *
 * @param meanings every code of every catalog
 * @param pages code → page
 */
export function pageFindings(
  meanings: readonly ErrorMeaning[],
  pages: ReadonlyMap<string, string>,
): readonly Finding[] {
  const codes = new Set(meanings.map(({ code }) => code));
  const orphans = [...pages.keys()].filter((code) => !codes.has(code));
  return [
    ...meanings.flatMap((meaning) => onePage(meaning, pages.get(meaning.code))),
    ...orphans.map((code) => ({
      place: `docs/errors/${code}.md`,
      why: "no exported catalog has this code",
      fix: "remove the page, or export the catalog from the index of its package",
    })),
  ];
}

function onePage({ code, title }: ErrorMeaning, page: string | undefined): readonly Finding[] {
  const place = `docs/errors/${code}.md`;
  if (page === undefined) {
    return [
      {
        place,
        why: "the code has no page, so the link in the error leads nowhere",
        fix: "write it (see CONTRIBUTING.md)",
      },
    ];
  }
  const findings: Finding[] = [];
  const [heading, meaning] = page.split("\n").filter((line) => line.trim() !== "");
  if (heading !== `# ${code}`)
    findings.push({ place, why: "its heading is not the code", fix: `begin with "# ${code}"` });
  if (meaning?.replace(/\.$/, "") !== title.replace(/\.$/, "")) {
    findings.push({ place, why: "its first line does not say what the catalog says", fix: `write "${title}."` });
  }
  for (const section of ["Why", "What to do"]) {
    if (page.includes(`\n## ${section}\n`)) continue;
    findings.push({ place, why: `the section "${section}" is missing`, fix: `add "## ${section}"` });
  }
  return findings;
}

/**
 * The codes that nothing makes.
 *
 * @param meanings every code of every catalog
 * @param sources the text of everything that could make one
 */
export function unusedFindings(meanings: readonly ErrorMeaning[], sources: string): readonly Finding[] {
  return meanings.flatMap(({ code }) => {
    const subcode = code.slice(code.indexOf(".") + 1);
    if (new RegExp(`["'\`.](?:${code.replace(".", "\\.")}|${subcode})\\b`).test(sources)) return [];
    return [
      {
        place: `docs/errors/${code}.md`,
        why: "nothing throws or reports this code",
        fix: "remove it from its catalog and its page",
      },
    ];
  });
}

function entriesOf(repository: Repository): readonly string[] {
  return repository.packages
    .filter(({ folder }) => folder.startsWith("packages/") && folder !== "packages/all")
    .map(({ folder }) => join(repository.root, folder, "src/index.ts"));
}

async function meaningsIn(entry: string): Promise<readonly ErrorMeaning[]> {
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(entry).href);
  return Object.values(exported).flatMap((value) => {
    if (!isCatalog(value)) return [];
    return Object.entries(value.kinds).map(([subcode, { title }]) => ({
      code: `${value.namespace}.${subcode}`,
      title,
    }));
  });
}

interface Catalog {
  readonly namespace: string;
  readonly kinds: Readonly<Record<string, { readonly title: string }>>;
}

function isCatalog(value: unknown): value is Catalog {
  return typeof value === "object" && value !== null && "namespace" in value && "kinds" in value && "create" in value;
}
