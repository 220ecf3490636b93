import { type Diagnostic, type MaybePromise, suggestion } from "@dataflow/core";
import { normaliseValue, validateValue } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { UnreadableValue } from "./unreadable-value.ts";

/** A value ready to be stored, or what is wrong with it. */
export type Checked<Value> = { readonly value: Value } | { readonly problems: readonly Diagnostic[] };

/**
 * Checks a value against its field's kind and brings it to the one form in which it is stored and compared.
 *
 * @param field the field
 * @param value what was given; null passes when the field is nullable
 * @param path where it stands, for the finding
 * @returns the value to store, or the finding
 */
export function checkFieldValue(field: ModelField, value: unknown, path: string): Checked<unknown> {
  if (value === null) return field.nullable ? { value } : { problems: [problem(path, NULL_REFUSED)] };
  if (value instanceof UnreadableValue) return { problems: [problem(path, value)] };
  const finding = validateValue(field, value, path);
  return finding === undefined ? { value: normaliseValue(field.type, value) } : { problems: [finding] };
}

/**
 * Passes a value through the schemas that were given with `.validate()`.
 *
 * @param field the field
 * @param checked a value of the field's kind
 * @param path where it stands, for the findings
 * @returns the schemas' output, checked against the kind again; later when a schema is asynchronous
 * @throws MODEL.VALIDATOR_FAILED when a schema throws instead of answering
 */
export function applyValidators(field: ModelField, checked: unknown, path: string): MaybePromise<Checked<unknown>> {
  let current: MaybePromise<Checked<unknown>> = { value: checked };
  for (const schema of field.declaration.validators) {
    current = afterChecked(current, (value) => {
      const outcome = answerOf(schema, value, path);
      const read = (result: Awaited<typeof outcome>): Checked<unknown> =>
        result.issues === undefined
          ? checkFieldValue(field, result.value, path)
          : {
              problems: result.issues.map((issue) =>
                problem(path, { message: `is refused by its schema: ${issue.message}`, fix: VALIDATOR_FIX }),
              ),
            };
      return outcome instanceof Promise ? outcome.then(read) : read(outcome);
    });
  }
  return current;
}

type Validator = ModelField["declaration"]["validators"][number];
type Answer = Awaited<ReturnType<Validator["~standard"]["validate"]>>;

function answerOf(schema: Validator, value: unknown, path: string): MaybePromise<Answer> {
  const failed = (cause: unknown): never => {
    throw modelErrors.create("VALIDATOR_FAILED", {
      message: `A schema of ${path} threw an error; it is the cause of this one`,
      why: "a schema accepts a value or names its issues; this one did neither, so nothing is known about the value",
      fix: "mend the schema that .validate() was given: what it refuses is an issue that it returns",
      meta: { field: path },
      cause,
    });
  };
  try {
    const outcome = schema["~standard"].validate(value);
    return outcome instanceof Promise ? outcome.catch(failed) : outcome;
  } catch (error) {
    return failed(error);
  }
}

/**
 * The error for one finding in one row.
 *
 * @param model the model's name
 * @param finding what is wrong
 * @param why the reason, when it is another than that values are checked first
 * @returns the error, to throw
 */
export function oneProblem(
  model: string,
  finding: Diagnostic,
  why = "every value is checked before anything is written, so nothing was written",
) {
  return modelErrors.create("INVALID_INPUT", {
    message: finding.message,
    why,
    fix: finding.fix,
    meta: { model, fields: [finding.path] },
    diagnostics: [finding],
  });
}

/**
 * Refuses rows or changes in which something was found.
 *
 * @param model the model's name
 * @param problems what is wrong with them; nothing happens without any
 * @throws MODEL.INVALID_INPUT
 */
export function refuseProblems(model: string, problems: readonly Diagnostic[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const shown = problems.slice(0, 5).map(({ message }) => message);
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : "";
  throw modelErrors.create("INVALID_INPUT", {
    message: `${problems.length === 1 ? "" : `${problems.length} problems: `}${shown.join("; ")}${more}`,
    why: "every value is checked before anything is written, so nothing was written",
    fix: problems.length === 1 ? first.fix : "see diagnostics: each names its field and its fix",
    meta: { model, fields: problems.map(({ path }) => path) },
    diagnostics: problems,
  });
}

/**
 * The finding for a name that is no field, or that may not be written.
 *
 * @param definition the model
 * @param path the model's label and, after the last dot, what was written
 * @param writable the fields that may be
 * @returns the finding
 */
export function unknownFieldProblem(
  definition: AnyModelDefinition,
  path: string,
  writable: readonly string[],
): Diagnostic {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const field = definition.fields.get(name);
  if (field?.isManaged === true) return problem(path, MANAGED);
  if (field?.declaration.isComputed === true) return problem(path, COMPUTED);
  if (field !== undefined) return problem(path, KEY_FIXED);
  return {
    ...problem(path, { message: "is no field of the model", fix: suggestion(name, writable) }),
    code: "MODEL.UNKNOWN_FIELD",
  };
}

/**
 * Makes a finding about a field.
 *
 * @param path the field: `"User.email"`
 * @param text what is wrong, and what to do
 * @returns the finding
 */
export function problem(path: string, text: { readonly message: string; readonly fix: string }): Diagnostic {
  return { code: "MODEL.INVALID_INPUT", severity: "error", path, message: `${path} ${text.message}`, fix: text.fix };
}

function afterChecked(
  checked: MaybePromise<Checked<unknown>>,
  continuation: (value: unknown) => MaybePromise<Checked<unknown>>,
): MaybePromise<Checked<unknown>> {
  if (checked instanceof Promise) return checked.then((done) => afterChecked(done, continuation));
  return "problems" in checked ? checked : continuation(checked.value);
}

const NULL_REFUSED = {
  message: "is null, and the field is required",
  fix: "give a value, or declare the field .optional()",
};
const MANAGED = { message: "is written by DataFlow alone", fix: "leave it out" };
const COMPUTED = { message: "is computed by the database", fix: "leave it out" };
const KEY_FIXED = { message: "is of the primary key, which never changes", fix: "create a new row instead" };
const VALIDATOR_FIX = "give a value that the field's .validate() schema accepts";

/** The finding for a required field that was left out. */
export const REQUIRED = { message: "is required", fix: "give a value, a default, or declare the field .optional()" };

/** The finding for `undefined`, which is neither a value nor its absence. */
export const UNDEFINED_REFUSED = {
  message: "is undefined",
  fix: "give a value, null for a nullable field, or leave the field out",
};
