import type { Check, Finding } from "../check.ts";

/** Folders of one machine, and registries that only one network reaches. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.~-])\/(?:home|Users)\/(?!runner\b|node\b|me\b|you\b)[a-z][\w-]*\//i, "a home folder"],
  [/(?<![\w./~$}-])\/(?:work|workspace|root)\/(?:[\w.-]+)/, "a folder of one machine"],
  [/\btarball: *https?:/, "a package address outside of the registry"],
  [/\blocalhost:(?:4873|8081)\b/, "a registry of one machine"],
];

const BINARY = /\.(?:png|jpe?g|gif|ico|parquet|db|woff2?)$/;

/** What is committed works on every machine. */
export const machinePaths: Check = {
  name: "machine-paths",
  run: async (repository) =>
    repository.files
      .filter((file) => !BINARY.test(file) && !/machine-paths(\.test)?\.ts$/.test(file))
      .flatMap((file) => machinePathFindings(file, repository.read(file))),
};

/**
 * The lines of a file that name a place of one machine.
 *
 * @param file its path
 * @param text its content
 */
export function machinePathFindings(file: string, text: string): readonly Finding[] {
  return text.split("\n").flatMap((line, index) =>
    PATTERNS.filter(([pattern]) => pattern.test(line)).map(([, what]) => ({
      place: `${file}:${index + 1}`,
      why: `it names ${what}, which other machines do not have`,
      fix: "make it relative, or compute it",
    })),
  );
}
