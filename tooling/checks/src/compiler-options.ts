import { join } from "node:path";
import ts from "typescript";
import { entryFiles } from "./entry-files.ts";
import type { Repository } from "./repository.ts";

/**
 * The compiler options of the repository, with every workspace package found from everywhere.
 *
 * @param repository whose packages
 */
export function compilerOptions(repository: Repository): ts.CompilerOptions {
  const base = join(repository.root, "tooling/tsconfig/base.json");
  const { config } = ts.readConfigFile(base, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    config,
    ts.sys,
    join(repository.root, "tooling/tsconfig"),
    undefined,
    base,
  );
  const paths = repository.packages.flatMap(({ folder, manifest }): readonly [string, string[]][] =>
    entryFiles(manifest).map(({ specifier, source }): [string, string[]] => [
      specifier,
      [join(repository.root, folder, source)],
    ]),
  );
  return {
    ...options,
    noEmit: true,
    paths: Object.fromEntries(paths),
    typeRoots: [join(repository.root, "node_modules/@types")],
  };
}
