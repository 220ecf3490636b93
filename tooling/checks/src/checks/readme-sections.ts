import type { Check, Finding } from "../check.ts";

const SECTIONS = ["What it is for", "What it is not for", "Example"];

/** Every published package says what it is for, what it is not for, and shows itself. */
export const readmeSections: Check = {
  name: "readme-sections",
  async run(repository) {
    const published = repository.packages.filter(({ folder }) => folder.startsWith("packages/"));
    return published.flatMap(({ folder, manifest }) => {
      const file = `${folder}/README.md`;
      return readmeFindings(file, manifest.name, repository.files.includes(file) ? repository.read(file) : undefined);
    });
  },
};

/**
 * What a README lacks.
 *
 * @param file its path
 * @param packageName the name its heading must have
 * @param text its content, or undefined when there is none
 */
export function readmeFindings(file: string, packageName: string, text: string | undefined): readonly Finding[] {
  if (text === undefined)
    return [{ place: file, why: "there is no README", fix: `write one with: ${SECTIONS.join(", ")}` }];
  const findings: Finding[] = [];
  if (!text.startsWith(`# ${packageName}\n`)) {
    findings.push({
      place: `${file}:1`,
      why: "its heading is not the package's name",
      fix: `begin with "# ${packageName}"`,
    });
  }
  for (const section of SECTIONS) {
    if (new RegExp(`^## ${section}\\s*$`, "m").test(text)) continue;
    findings.push({ place: file, why: `the section "${section}" is missing`, fix: `add "## ${section}"` });
  }
  return findings;
}
