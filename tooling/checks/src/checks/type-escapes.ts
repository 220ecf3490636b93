import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { isProductionSource, isTypeScript } from "../repository.ts";
import { lineOf, nodesIn, parse } from "../source-tree.ts";

/** Per 1,000 lines of a package's production source. It may be lowered, never raised. */
const CAST_LIMIT = 8;

/** The compiler is believed: no `any`, and casts are rare and say why they hold. */
export const typeEscapes: Check = {
  name: "type-escapes",
  async run(repository) {
    const files = repository.files.filter(isTypeScript);
    const inFiles = files.flatMap((file) => escapeFindings(file, repository.read(file)));
    const perPackage = repository.packages.flatMap(({ folder }) => {
      const own = files.filter((file) => file.startsWith(`${folder}/`) && isProductionSource(file));
      return castBudgetFindings(
        folder,
        own.map((file) => parse(file, repository.read(file))),
      );
    });
    return [...inFiles, ...perPackage];
  },
};

/**
 * The `any` of a file, and in production source the casts without a reason.
 *
 * @param file its path
 * @param text its content
 */
export function escapeFindings(file: string, text: string): readonly Finding[] {
  const findings: Finding[] = [];
  for (const node of nodesIn(parse(file, text))) {
    const place = `${file}:${lineOf(node)}`;
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      findings.push({
        place,
        why: "`any` turns the compiler off",
        fix: "use `unknown` and narrow it, or name the type",
      });
    }
    if (isProductionSource(file) && isCast(node) && !hasReason(node)) {
      findings.push({
        place,
        why: "a cast without a comment: nobody can tell whether it holds",
        fix: "let the compiler infer it, or say in a comment on the line or above the statement why it holds",
      });
    }
  }
  return findings;
}

/**
 * Whether a package has more casts than it may.
 *
 * @param folder the package
 * @param sources its parsed production files
 */
export function castBudgetFindings(folder: string, sources: readonly ts.SourceFile[]): readonly Finding[] {
  const lines = sources.reduce((sum, source) => sum + source.getLineStarts().length, 0);
  const casts = sources.reduce((sum, source) => sum + [...nodesIn(source)].filter(isCast).length, 0);
  const allowed = Math.max(3, Math.ceil((lines * CAST_LIMIT) / 1000));
  if (casts <= allowed) return [];
  return [
    {
      place: folder,
      why: `${casts} casts in ${lines} lines; ${CAST_LIMIT} per 1,000 lines are allowed`,
      fix: "narrow with a type guard, or let a generic carry the type",
    },
  ];
}

function isCast(node: ts.Node): node is ts.AsExpression {
  return ts.isAsExpression(node) && !ts.isConstTypeReference(node.type);
}

function hasReason(cast: ts.Node): boolean {
  const source = cast.getSourceFile();
  let outer: ts.Node = cast;
  while (!ts.isStatement(outer) && !ts.isClassElement(outer) && !ts.isPropertyAssignment(outer) && outer.parent)
    outer = outer.parent;
  const text = source.text.slice(outer.getFullStart(), source.getLineEndOfPosition(cast.getEnd()));
  return /\/\/|\/\*/.test(text.replace(/(["'`])(?:\\.|(?!\1).)*\1/g, '""'));
}
