import { dirname, join } from "node:path";
import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { compilerOptions } from "../compiler-options.ts";
import { isProductionSource, type Repository } from "../repository.ts";

/** A block of TypeScript that a reader may copy. */
export interface Example {
  /** The file it stands in. */
  readonly file: string;
  /** The line of the file before its first one, counted from one. */
  readonly line: number;
  readonly code: string;
}

/** Every example compiles as a module of its own. */
export const examples: Check = {
  name: "examples",
  async run(repository) {
    const files = repository.files.filter((file) => isProductionSource(file) || isDocument(file));
    const found = files.flatMap((file) => examplesIn(file, repository.read(file)));
    return exampleFindings(repository, found);
  },
};

function isDocument(file: string): boolean {
  return /^(?:[A-Z]+|docs\/.*|packages\/[^/]+\/README)\.md$/.test(file) && !file.endsWith("CHANGELOG.md");
}

/**
 * The examples of a file: the `ts` blocks of a document, or of the doc comments of a source.
 *
 * @param file its path
 * @param text its content
 */
export function examplesIn(file: string, text: string): readonly Example[] {
  const prefix = file.endsWith(".md") ? "" : "[ \\t]*\\*[ ]?";
  const block = new RegExp(`^${prefix}\`\`\`ts[^\\n]*\\n([\\s\\S]*?)^${prefix}\`\`\``, "gm");
  return [...text.matchAll(block)].map((match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length,
    code: (match[1] ?? "").replace(new RegExp(`^${prefix}`, "gm"), ""),
  }));
}

/**
 * What the compiler says about examples, all of them in one program.
 *
 * @param repository whose packages they import
 * @param found the examples
 */
export function exampleFindings(repository: Repository, found: readonly Example[]): readonly Finding[] {
  const virtual = new Map(found.map((example) => [pathOf(repository, example), example]));
  const options = { ...compilerOptions(repository), noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram([...virtual.keys()], options, virtualHost(options, virtual));
  return [...virtual].flatMap(([path, example]) => {
    const source = program.getSourceFile(path);
    if (source === undefined) return [];
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map((diagnostic) => asFinding(example, source, diagnostic));
  });
}

/** Beside what its package has installed; documents beside the package that has most. */
function pathOf({ root }: Repository, { file, line }: Example): string {
  const home = file.startsWith("packages/") ? file.split("/", 2).join("/") : "packages/model";
  return join(root, home, "examples", `${file.replaceAll(/[/.]/g, "-")}-${line}.ts`);
}

function virtualHost(options: ts.CompilerOptions, virtual: ReadonlyMap<string, Example>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const folders = new Set([...virtual.keys()].map((path) => dirname(path)));
  return {
    ...host,
    directoryExists: (path) => folders.has(path) || (host.directoryExists?.(path) ?? true),
    fileExists: (path) => virtual.has(path) || host.fileExists(path),
    readFile: (path) => virtual.get(path)?.code ?? host.readFile(path),
    getSourceFile: (path, language, ...rest) => {
      const example = virtual.get(path);
      // The empty export makes it a module even when it imports nothing.
      if (example !== undefined) return ts.createSourceFile(path, `${example.code}\nexport {};\n`, language, true);
      return host.getSourceFile(path, language, ...rest);
    },
  };
}

function asFinding(example: Example, source: ts.SourceFile, diagnostic: ts.Diagnostic): Finding {
  const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
  return {
    place: `${example.file}:${example.line + line}`,
    why: `the example does not compile: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`,
    fix: "make it stand alone: import what it uses from the public packages",
  };
}
