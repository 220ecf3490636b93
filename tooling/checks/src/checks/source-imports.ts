import { builtinModules } from "node:module";
import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { isProductionSource, type WorkspacePackage } from "../repository.ts";
import { lineOf, nodesIn, parse } from "../source-tree.ts";

/** What each package may import, from the table of ARCHITECTURE.md. Closed: what is not listed is refused. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "@dataflow/core": [],
  "@dataflow/database": ["@dataflow/core"],
  "@dataflow/query": ["@dataflow/core"],
  "@dataflow/migrations": ["@dataflow/core", "@dataflow/database", "@dataflow/query"],
  "@dataflow/model": ["@dataflow/core", "@dataflow/database", "@dataflow/query", "@dataflow/migrations"],
  "@dataflow/testing-base": ["@dataflow/core"],
  "@dataflow/testing": [
    "@dataflow/core",
    "@dataflow/testing-base",
    "@dataflow/database",
    "@dataflow/query",
    "@dataflow/migrations",
    "@dataflow/model",
  ],
  "@dataflow/all": [
    "@dataflow/core",
    "@dataflow/database",
    "@dataflow/query",
    "@dataflow/migrations",
    "@dataflow/model",
  ],
};

/** What the build of a package contains, so that nobody has to install it: see its tsup.config.ts. */
const CONTAINED: Readonly<Record<string, readonly string[]>> = { "@dataflow/model": ["pluralize"] };

/** An application imports what a user would. */
const APPS_MAY_IMPORT = ["@dataflow/all"];

/** Imports point down the floors, and only at what the published package declares. */
export const sourceImports: Check = {
  name: "source-imports",
  async run(repository) {
    return repository.packages.flatMap((owner) => {
      if (owner.folder.startsWith("tooling/")) return [];
      const files = repository.files.filter((file) => file.startsWith(`${owner.folder}/src/`) && file.endsWith(".ts"));
      return files.filter(isRun).flatMap((file) => importFindings(owner, file, repository.read(file)));
    });
  },
};

function isRun(file: string): boolean {
  return isProductionSource(file) || (file.startsWith("apps/") && !file.includes(".test"));
}

/**
 * The imports of a file that its package may not have.
 *
 * @param owner the package
 * @param file its path
 * @param text its content
 */
export function importFindings(owner: WorkspacePackage, file: string, text: string): readonly Finding[] {
  return importsOf(file, text).flatMap(({ specifier, line }) => {
    const problem = problemOf(owner, specifier);
    return problem === undefined ? [] : [{ place: `${file}:${line}`, ...problem }];
  });
}

function problemOf(owner: WorkspacePackage, specifier: string): Omit<Finding, "place"> | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("node:")) return undefined;
  if (builtinModules.includes(specifier))
    return { why: `"${specifier}" is a module of Node`, fix: `write "node:${specifier}"` };
  const name = packageOf(specifier);
  if (name === owner.manifest.name)
    return { why: "a package does not import itself", fix: "import the file by its path" };
  if (name.startsWith("@dataflow/") && !allowedFor(owner).includes(name)) {
    return {
      why: `${owner.manifest.name} may not know ${name}`,
      fix: "move the code to a floor that may know both (ARCHITECTURE.md)",
    };
  }
  if (CONTAINED[owner.manifest.name]?.includes(name) === true) return undefined;
  const { dependencies, peerDependencies, optionalDependencies } = owner.manifest;
  if (Object.hasOwn({ ...dependencies, ...peerDependencies, ...optionalDependencies }, name)) return undefined;
  return {
    why: `"${name}" is not installed with the package`,
    fix: "declare it as a dependency, not only for development",
  };
}

function allowedFor({ folder, manifest }: WorkspacePackage): readonly string[] {
  return folder.startsWith("apps/") ? APPS_MAY_IMPORT : (MAY_IMPORT[manifest.name] ?? []);
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function importsOf(file: string, text: string): readonly { readonly specifier: string; readonly line: number }[] {
  return [...nodesIn(parse(file, text))].flatMap((node) => {
    const target =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : dynamicTarget(node);
    return target !== undefined && ts.isStringLiteral(target) ? [{ specifier: target.text, line: lineOf(node) }] : [];
  });
}

function dynamicTarget(node: ts.Node): ts.Expression | undefined {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    ? node.arguments[0]
    : undefined;
}
