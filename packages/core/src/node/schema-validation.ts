import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { nodeErrors } from "../errors/node-errors.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { NodeContext } from "./node-context.ts";

/** Which end of which node is being validated. */
export interface ValidatedEnd {
  readonly type: string;
  readonly end: "input" | "output";
}

/**
 * Validates one end of a node. Stays synchronous when the schema is.
 *
 * @param schema any Standard Schema
 * @param value the input or the result
 * @param end which end it is
 * @param context the node that runs
 * @returns the value as the schema gives it back, defaults and transforms applied
 * @throws NODE.INVALID_INPUT for an input that the schema refuses
 * @throws NODE.INVALID_OUTPUT for a result that the schema refuses
 */
export function validateEnd<Value>(
  schema: StandardSchemaV1<unknown, Value>,
  value: unknown,
  end: ValidatedEnd,
  context: NodeContext,
): MaybePromise<Value> {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) return result.then((settled) => acceptedValue(settled, end, context));
  return acceptedValue(result, end, context);
}

function acceptedValue<Value>(result: StandardSchemaV1.Result<Value>, end: ValidatedEnd, context: NodeContext): Value {
  if (result.issues === undefined) return result.value;
  throw invalidEnd(result.issues, end, context);
}

/** Only the paths of the issues are told: many schema libraries quote the refused value in their messages. */
function invalidEnd(issues: readonly StandardSchemaV1.Issue[], end: ValidatedEnd, context: NodeContext): DataFlowError {
  const code = end.end === "input" ? "INVALID_INPUT" : "INVALID_OUTPUT";
  const paths = [...new Set(issues.map(issuePath))];
  const shown = paths.slice(0, 8).map((path) => (path === "" ? `the ${end.end} itself` : `"${path}"`));
  const diagnostics = paths.map(
    (path): Diagnostic => ({
      code: `NODE.${code}`,
      severity: "error",
      message: `${path === "" ? `the ${end.end}` : `"${path}"`} is refused by the ${end.end} schema of ${end.type}`,
      path: `nodes.${context.nodeId}.${end.end}${path === "" ? "" : `.${path}`}`,
      fix: "Give a value that the schema accepts",
    }),
  );
  return nodeErrors.create(code, {
    message: `The ${end.end} of node "${context.nodeId}" (${end.type}) is refused by its schema at ${shown.join(", ")}${paths.length > 8 ? ` and ${paths.length - 8} more places` : ""}`,
    why:
      end.end === "input"
        ? "a node runs only with input that its schema accepts"
        : "the node's own code broke its promise",
    fix:
      end.end === "input"
        ? "Correct the parameters or the connected values at these paths"
        : "Correct the node's run function or its output schema",
    meta: { nodeId: context.nodeId, nodeType: end.type, paths },
    diagnostics,
    cause: issues,
  });
}

function issuePath(issue: StandardSchemaV1.Issue): string {
  const segments = issue.path ?? [];
  return segments.map((segment) => String(typeof segment === "object" ? segment.key : segment)).join(".");
}
