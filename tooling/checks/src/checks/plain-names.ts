import ts from "typescript";
import type { Check, Finding } from "../check.ts";
import { isProductionSource } from "../repository.ts";
import { lineOf, nodesIn, parse } from "../source-tree.ts";

const EMPTY_WORDS = /(?:Manager|Engine|System|Helper|Utils?)(?![a-z])/;

/** The names of the original system, which keeps them for those who come from it. */
const KEPT: ReadonlySet<string> = new Set([
  "RiskAssessmentEngine",
  "MitigationStrategyEngine",
  "StagingEnvironmentManager",
  "MigrationLockManager",
  "ValidationCheckpointManager",
  "SchemaStateManager",
  "ColumnRemovalManager",
  "IntegratedRiskAssessmentSystem",
]);

/** Names say what a thing is; words that fit everything say nothing. */
export const plainNames: Check = {
  name: "plain-names",
  run: async (repository) =>
    repository.files.filter(isProductionSource).flatMap((file) => nameFindings(file, repository.read(file))),
};

/**
 * The exported declarations of a file that are named with an empty word.
 *
 * @param file its path
 * @param text its content
 */
export function nameFindings(file: string, text: string): readonly Finding[] {
  return [...nodesIn(parse(file, text))].filter(isExportedDeclaration).flatMap((node) => {
    const name = node.name?.getText() ?? "";
    if (!EMPTY_WORDS.test(name) || KEPT.has(name)) return [];
    return [
      {
        place: `${file}:${lineOf(node)}`,
        why: `"${name}" is named with a word that fits everything`,
        fix: "name it for what it is or does, with a word of docs/glossary.md",
      },
    ];
  });
}

type NamedDeclaration = ts.Declaration & { readonly name?: ts.Node };

function isExportedDeclaration(node: ts.Node): node is NamedDeclaration {
  if (ts.isVariableDeclaration(node)) return isExported(node.parent.parent);
  const isDeclaration =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return isDeclaration && isExported(node);
}

function isExported(node: ts.Node): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
