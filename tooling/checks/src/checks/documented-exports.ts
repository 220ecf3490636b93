import { join } from "node:path";
import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { compilerOptions } from "../compiler-options.ts";
import { entryFiles } from "../entry-files.ts";

/** Everything a package exports says what it is for; what can be called or constructed shows it. */
export const documentedExports: Check = {
  name: "documented-exports",
  async run(repository) {
    const entries = repository.packages
      .filter(({ folder }) => folder.startsWith("packages/") && folder !== "packages/all")
      .flatMap(({ folder, manifest }) =>
        entryFiles(manifest).map((entry) => join(repository.root, folder, entry.source)),
      );
    const program = ts.createProgram(entries, compilerOptions(repository));
    return entries.flatMap((entry) => undocumentedExports(program, entry, repository.root));
  },
};

/**
 * The exports of an entry file without documentation.
 *
 * @param program what contains the file
 * @param entry the file
 * @param root what places are relative to
 */
export function undocumentedExports(program: ts.Program, entry: string, root: string): readonly Finding[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (symbol === undefined) return [];
  return checker.getExportsOfModule(symbol).flatMap((exported) => {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = target.declarations?.[0];
    if (declaration === undefined) return [];
    const file = declaration.getSourceFile();
    if (file.fileName.includes("/node_modules/")) return [];
    const line = file.getLineAndCharacterOfPosition(declaration.getStart()).line + 1;
    return problemsOf(target, checker).map((problem) => ({
      place: `${file.fileName.slice(root.length + 1)}:${line}`,
      ...problem,
    }));
  });
}

function problemsOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly Omit<Finding, "place">[] {
  if (symbol.getDocumentationComment(checker).length === 0) {
    return [
      {
        why: `the export ${symbol.name} says nothing about itself`,
        fix: "add TSDoc: what it is for, not how it works",
      },
    ];
  }
  const isCallable = (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0;
  const hasExample = symbol.getJsDocTags(checker).some((tag) => tag.name === "example");
  if (!isCallable || hasExample) return [];
  return [
    {
      why: `the export ${symbol.name} shows no use of itself`,
      fix: "add an @example with a ```ts block that stands alone",
    },
  ];
}
