import { type DataFlowError, type Diagnostic, suggestion } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";

/** A mistake in the definition of a model. */
export interface Finding {
  readonly subcode: keyof typeof modelErrors.kinds;
  /** Where: `"User.age"`, `"User.options.indexes.0"`. */
  readonly path: string;
  /** What is wrong there, as the rest of a sentence that begins with the path. */
  readonly problem: string;
  readonly why: string;
  readonly fix: string;
}

/**
 * The error that reports mistakes: under the code of the mistake when there is one, under a common code when there are
 * several. Every mistake is among its diagnostics.
 *
 * @param model the model's name
 * @param findings the mistakes, at least one
 * @returns the error, to be thrown
 */
export function definitionError(model: string, findings: readonly [Finding, ...Finding[]]): DataFlowError {
  const diagnostics = findings.map(diagnosticOf);
  const [first] = findings;
  const meta = { model };
  if (findings.length === 1) {
    const { why, fix } = first;
    return modelErrors.create(first.subcode, { message: messageOf(first), why, fix, meta, diagnostics });
  }
  return modelErrors.create("INVALID_DEFINITION", {
    message: `${model} has ${findings.length} mistakes: ${findings.map(messageOf).join("; ")}`,
    why: "a model is made as a whole, or not at all",
    fix: findings.map(({ path, fix }) => `${path}: ${fix}`).join("; "),
    meta,
    diagnostics,
  });
}

/**
 * The mistake of a name that stands for nothing.
 *
 * @param place where it was written, and under which code to report it
 * @param name what was written
 * @param known the names that would have been valid
 */
export function unknownName(
  place: Pick<Finding, "subcode" | "path"> & { readonly what: string },
  name: string,
  known: readonly string[],
): Finding {
  return {
    subcode: place.subcode,
    path: place.path,
    problem: `there is no ${place.what} "${name}"`,
    why: "a name that stands for nothing would be ignored",
    fix: suggestion(name, known),
  };
}

function messageOf({ path, problem }: Finding): string {
  return `${path}: ${problem}`;
}

function diagnosticOf(finding: Finding): Diagnostic {
  const { path, fix, subcode } = finding;
  return Object.freeze({
    code: `${modelErrors.namespace}.${subcode}`,
    severity: "error",
    message: messageOf(finding),
    path,
    fix,
  });
}
