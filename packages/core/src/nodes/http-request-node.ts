import type { NodeType, NodeValues } from "../node/node-type.ts";
import { isNumberWithin, MAX_TIMER_MS } from "../text/number-range.ts";
import { describeKind, isPlainObject } from "../text/own-keys.ts";
import { prepareRequest, sendRequest } from "./http-request.ts";
import { type InputMistake, inputFindings, refuseMistakes } from "./stock-input.ts";

type QueryValue = string | number | bigint | boolean;

/** What an `HttpRequestNode` takes. */
export interface HttpRequestInput {
  /** An http or https address. */
  readonly url: string;
  /** Default `"GET"`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the address. A list adds its name several times. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; not together with `json`. */
  readonly body?: string | Uint8Array;
  /** How long the whole exchange may take. */
  readonly timeoutMs?: number;
  /** How the body of the answer is read. Default `"json"`; an empty body is then `null`. */
  readonly expect?: "json" | "text" | "bytes";
}

/** What an `HttpRequestNode` gives. */
export interface HttpRequestResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Makes an HTTP request. A status that is not a success is a failure of the node. */
export const httpRequestNode: NodeType<HttpRequestInput, HttpRequestResult, "HttpRequestNode"> = Object.freeze<
  NodeType<HttpRequestInput, HttpRequestResult, "HttpRequestNode">
>({
  type: "HttpRequestNode",
  description: "Makes an HTTP request; a status that is not a success is a failure",
  parameters: {
    names: {
      url: { required: true, description: "an http or https address" },
      method: { required: false, description: '"GET"' },
      headers: { required: false },
      query: { required: false, description: "added to the address" },
      json: { required: false, description: "sent as JSON" },
      body: { required: false, description: "sent as it is" },
      timeoutMs: { required: false },
      expect: { required: false, description: '"json" (default), "text" or "bytes"' },
    },
    open: false,
  },
  results: ["status", "headers", "body"],
  check: (parameters: NodeValues) => inputFindings(requestMistakes(parameters)),
  run: async (input, context) => {
    refuseMistakes("HttpRequestNode", context, requestMistakes({ ...input }));
    return sendRequest(prepareRequest(input), input, context);
  },
});

interface FieldRule {
  readonly accepts: (value: unknown) => boolean;
  readonly says: string;
  readonly fix: string;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const METHOD = /^[A-Z]{1,20}$/;

const RULES: ReadonlyMap<string, FieldRule> = new Map([
  ["url", { accepts: isHttpUrl, says: "is not an http or https address", fix: 'Write "https://host/path"' }],
  [
    "method",
    {
      accepts: (value) => typeof value === "string" && METHOD.test(value) && !FORBIDDEN.has(value),
      says: "is not a method",
      fix: 'Write "GET", "POST", "PUT", "PATCH", "DELETE" or another in capitals',
    },
  ],
  ["headers", { accepts: isHeaders, says: "is an object of header texts", fix: 'Write { accept: "text/csv" }' }],
  [
    "query",
    {
      accepts: isQuery,
      says: "is an object of texts, numbers and booleans, or lists of them",
      fix: "Write { page: 2 }",
    },
  ],
  [
    "body",
    {
      accepts: (value) => typeof value === "string" || value instanceof Uint8Array,
      says: "is a text or bytes",
      fix: "Use json for objects",
    },
  ],
  [
    "timeoutMs",
    {
      accepts: (value) => isNumberWithin(value, 1, MAX_TIMER_MS),
      says: "is a number of milliseconds",
      fix: "Write 5000",
    },
  ],
  [
    "expect",
    {
      accepts: (value) => value === "json" || value === "text" || value === "bytes",
      says: 'is "json", "text" or "bytes"',
      fix: "Give one of them",
    },
  ],
]);

/** Methods that fetch does not send. */
const FORBIDDEN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

function isHttpUrl(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  return ["http:", "https:"].includes(new URL(value).protocol);
}

function isHeaders(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    Object.entries(value).every(
      ([name, text]) => HEADER_NAME.test(name) && typeof text === "string" && HEADER_VALUE.test(text),
    )
  );
}

function isQuery(value: unknown): boolean {
  const isScalar = (one: unknown) => ["string", "number", "bigint", "boolean"].includes(typeof one);
  return (
    isPlainObject(value) &&
    Object.values(value).every((one) => (Array.isArray(one) ? one.every(isScalar) : isScalar(one)))
  );
}

function requestMistakes(given: NodeValues): readonly InputMistake[] {
  const mistakes: InputMistake[] = [];
  for (const [name, rule] of RULES) {
    if (!Object.hasOwn(given, name) || rule.accepts(given[name])) continue;
    const kind = typeof given[name] === "string" ? "" : ` (it is ${describeKind(given[name])})`;
    mistakes.push({ path: name, says: rule.says + kind, fix: rule.fix });
  }
  const hasBody = Object.hasOwn(given, "json") || Object.hasOwn(given, "body");
  if (Object.hasOwn(given, "json") && Object.hasOwn(given, "body"))
    mistakes.push({ path: "body", says: "and json cannot both be given", fix: "Give one of them" });
  const method = given.method ?? "GET";
  if (hasBody && (method === "GET" || method === "HEAD"))
    mistakes.push({ path: "method", says: "does not carry a body", fix: 'Write method: "POST"' });
  return mistakes;
}
