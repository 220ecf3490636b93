import type { Diagnostic } from "./diagnostic.ts";

/**
 * Marks our errors by a registered symbol, so that one made by another copy of this package (ESM beside CommonJS,
 * two versions in one application) is still recognised; `instanceof` is not.
 */
const MARK = Symbol.for("dataflow.error");

const DOCS_BASE_URL = "https://dataflow-ts.dev/errors/";

/** What an error says beside its code. */
export interface DataFlowErrorInit {
  /** What happened, naming the place. Never contains a password or a value of a row. */
  readonly message: string;
  /** Why it is refused or why it failed. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** Facts for programs: `{ constraint: "users_email_key", fields: ["email"] }`. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Every problem found, when there was more than one thing to find. */
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
  /** Whether the same call may succeed when it is made again. */
  readonly isRetryable?: boolean;
}

/**
 * The one error class of DataFlow. It always says what happened, why, and what to do.
 *
 * @example
 * ```ts
 * import { isDataFlowError } from "@dataflow/core";
 *
 * async function nameOf(load: () => Promise<{ name: string }>): Promise<string> {
 *   try {
 *     return (await load()).name;
 *   } catch (error) {
 *     if (isDataFlowError(error) && error.code === "MODEL.NOT_FOUND") return "nobody";
 *     throw error;
 *   }
 * }
 * ```
 */
export class DataFlowError extends Error {
  /** `"NAMESPACE.SUBCODE"`; each has a page in `docs/errors`. */
  readonly code: string;
  readonly why: string;
  readonly fix: string;
  readonly docsUrl: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly isRetryable: boolean;

  constructor(code: string, init: DataFlowErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = "DataFlowError";
    this.code = code;
    this.why = init.why;
    this.fix = init.fix;
    this.docsUrl = `${DOCS_BASE_URL}${code}`;
    this.meta = Object.freeze({ ...init.meta });
    this.diagnostics = Object.freeze([...(init.diagnostics ?? [])]);
    this.isRetryable = init.isRetryable ?? false;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** The error as plain data, for logs and responses. The cause is left out: a driver's error may quote a value. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { code, message, why, fix, docsUrl, meta, diagnostics, isRetryable } = this;
    return { code, message, why, fix, docsUrl, meta, diagnostics, isRetryable };
  }
}

/**
 * Whether a caught value is an error of DataFlow, whichever copy of the package made it.
 *
 * @param error anything that was caught
 * @returns true for a {@link DataFlowError}
 * @example
 * ```ts
 * import { isDataFlowError, Workflow } from "@dataflow/core";
 *
 * try {
 *   Workflow.fromJSON("{}");
 * } catch (error) {
 *   if (isDataFlowError(error)) console.error(error.code, error.fix);
 * }
 * ```
 */
export function isDataFlowError(error: unknown): error is DataFlowError {
  return typeof error === "object" && error !== null && MARK in error;
}
