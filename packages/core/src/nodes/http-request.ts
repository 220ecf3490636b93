import type { DataFlowError } from "../errors/dataflow-error.ts";
import { nodeErrors } from "../errors/node-errors.ts";
import type { NodeContext } from "../node/node-context.ts";
import type { HttpRequestInput, HttpRequestResult } from "./http-request-node.ts";

/** Statuses after which the same request may succeed. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** A request with everything in its place. */
export interface PreparedRequest {
  readonly url: URL;
  readonly init: RequestInit;
  /** Method and address without credentials and query, for messages. */
  readonly label: string;
}

/**
 * Puts a request together. Credentials in the address become a header, because an address may end up in a message.
 *
 * @param input the node's input, already checked
 * @returns the request
 */
export function prepareRequest(input: HttpRequestInput): PreparedRequest {
  const url = new URL(input.url);
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  const headers = new Headers(input.headers);
  if (url.username !== "" && !headers.has("authorization")) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set("authorization", `Basic ${Buffer.from(credentials).toString("base64")}`);
  }
  url.username = "";
  url.password = "";
  if (input.json !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  const method = input.method ?? "GET";
  const body = input.json === undefined ? input.body : JSON.stringify(input.json);
  return {
    url,
    init: { method, headers, ...(body !== undefined && { body }) },
    label: `${method} ${url.origin}${url.pathname}`,
  };
}

/**
 * Sends a request and reads the answer.
 *
 * @param request what to send
 * @param input what is expected of the answer, and how long it may take
 * @param context the node
 * @returns status, headers and body
 * @throws NODE.HTTP_STATUS for a status that is not a success
 * @throws NODE.HTTP_TIMEOUT when it took too long
 * @throws NODE.HTTP_FAILED when no answer came
 * @throws NODE.HTTP_RESPONSE when the body is not what was expected
 */
export async function sendRequest(
  request: PreparedRequest,
  input: HttpRequestInput,
  context: NodeContext,
): Promise<HttpRequestResult> {
  const { timeoutMs, expect = "json" } = input;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signal = timeout === undefined ? context.signal : AbortSignal.any([context.signal, timeout]);
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(request.url, { ...request.init, signal });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (context.signal.aborted) throw cause;
    throw timeout?.aborted ? timedOut(request, timeoutMs) : failed(request, cause);
  }
  if (!response.ok) throw badStatus(request, response.status);
  const body = readBody(bytes, expect, request);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

function readBody(bytes: Uint8Array, expect: "json" | "text" | "bytes", request: PreparedRequest): unknown {
  if (expect === "bytes") return bytes;
  const text = new TextDecoder().decode(bytes);
  if (expect === "text") return text;
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold anything.
    throw nodeErrors.create("HTTP_RESPONSE", {
      message: `The answer to ${request.label} is not JSON`,
      why: 'the node expects JSON unless "expect" says otherwise',
      fix: 'Set expect: "text" or expect: "bytes", or ask the server for JSON with an accept header',
    });
  }
}

function badStatus(request: PreparedRequest, status: number): DataFlowError {
  return nodeErrors.create("HTTP_STATUS", {
    message: `${request.label} was answered with status ${status}`,
    why: status >= 500 ? "the server failed" : "the server refused the request",
    fix:
      status >= 500
        ? "Add retry to the node's options, or ask who runs the server"
        : "Correct the address, the headers or the body",
    meta: { status },
    isRetryable: RETRYABLE_STATUSES.has(status),
  });
}

function timedOut(request: PreparedRequest, timeoutMs: number | undefined): DataFlowError {
  return nodeErrors.create("HTTP_TIMEOUT", {
    message: `${request.label} took longer than ${timeoutMs} ms`,
    why: "the server did not answer in the time that the node gives it",
    fix: "Raise timeoutMs, or add retry to the node's options",
    meta: { timeoutMs },
  });
}

function failed(request: PreparedRequest, cause: unknown): DataFlowError {
  return nodeErrors.create("HTTP_FAILED", {
    message: `${request.label} got no answer`,
    why: "the server could not be reached, or the connection broke",
    fix: "Check the address and the network; the cause says more",
    cause,
  });
}
