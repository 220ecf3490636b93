import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { nodeErrors } from "../errors/node-errors.ts";
import type { NodeContext } from "../node/node-context.ts";

/** A mistake in the parameters of a stock node: where it is, the rest of a sentence that begins with that, and the fix. */
export interface InputMistake {
  readonly path: string;
  readonly says: string;
  readonly fix: string;
}

/**
 * Mistakes as findings, for `check`.
 *
 * @param mistakes what is wrong
 * @returns findings with paths relative to the parameters
 */
export function inputFindings(mistakes: readonly InputMistake[]): readonly Diagnostic[] {
  return mistakes.map(({ path, says, fix }) =>
    Object.freeze({ code: "NODE.INVALID_INPUT", severity: "error", path, message: `"${path}" ${says}`, fix }),
  );
}

/**
 * Stops a node that was given what it does not accept.
 *
 * @param type the node's type
 * @param context the node
 * @param mistakes what is wrong, if anything
 * @throws NODE.INVALID_INPUT when there is at least one mistake
 */
export function refuseMistakes(type: string, context: NodeContext, mistakes: readonly InputMistake[]): void {
  if (mistakes.length > 0) throw invalidInput(type, context, mistakes);
}

/**
 * The error of a stock node that was given what it does not accept.
 *
 * @param type the node's type
 * @param context the node
 * @param mistakes what is wrong, at least one
 * @returns the error
 */
export function invalidInput(type: string, context: NodeContext, mistakes: readonly InputMistake[]): DataFlowError {
  return nodeErrors.create("INVALID_INPUT", {
    message: `Node "${context.nodeId}" (${type}) cannot run: ${mistakes.map(({ path, says }) => `"${path}" ${says}`).join("; ")}`,
    why: "a node runs only with input that it accepts",
    fix: mistakes.map(({ fix }) => fix).join("; "),
    meta: { nodeId: context.nodeId, nodeType: type, paths: mistakes.map(({ path }) => path) },
    diagnostics: inputFindings(mistakes),
  });
}
