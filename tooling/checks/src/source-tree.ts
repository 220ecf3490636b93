import ts from "typescript";

/**
 * Parses a file without checking types.
 *
 * @param file its path, for its kind
 * @param text its content
 */
export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
}

/**
 * Every node below a node, itself included.
 *
 * @param node where to begin
 */
export function* nodesIn(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesIn(child);
}

/**
 * The line a node begins on, counted from one.
 *
 * @param node any node of a parsed file
 */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}
