import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import { rejectionOf, thrownBy, untyped } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import type { HttpRequestInput } from "./http-request-node.ts";

const runtime = new LocalRuntime();
let server: Server;
let origin = "";
let flakyCalls = 0;

async function bodyOf(message: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of message) body += String(chunk);
  return body;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/never") return;
  if (pathname === "/broken") {
    response.destroy();
    return;
  }
  if (pathname === "/flaky" && flakyCalls++ === 0) response.statusCode = 503;
  if (pathname.startsWith("/status/")) response.statusCode = Number(pathname.slice(8));
  if (pathname === "/text") response.end("plain");
  else if (pathname === "/empty") response.end();
  else {
    const { authorization, accept, "content-type": contentType } = request.headers;
    response.end(
      JSON.stringify({
        method: request.method,
        search,
        authorization,
        accept,
        contentType,
        body: await bodyOf(request),
      }),
    );
  }
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address of this form.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function request(path: string, input: Partial<HttpRequestInput> = {}) {
  return runtime.execute(
    new WorkflowBuilder().addNode("HttpRequestNode", "http", { url: origin + path, ...input }).build(),
  );
}

describe("HttpRequestNode", () => {
  it("sends queries, headers and JSON, and reads JSON", async () => {
    const { results } = await request("/echo?a=1", {
      method: "POST",
      query: { b: [2, true], c: "é&" },
      headers: { accept: "x/y" },
      json: { n: 1 },
    });
    expect(results.http).toMatchObject({
      status: 200,
      body: {
        method: "POST",
        search: "?a=1&b=2&b=true&c=%C3%A9%26",
        accept: "x/y",
        contentType: "application/json",
        body: '{"n":1}',
      },
    });
  });

  it("reads texts, bytes and nothing", async () => {
    expect((await request("/text", { expect: "text" })).results.http.body).toBe("plain");
    expect((await request("/text", { expect: "bytes" })).results.http.body).toEqual(new TextEncoder().encode("plain"));
    expect((await request("/empty")).results.http.body).toBeNull();
  });

  it("turns credentials of the address into a header and never tells them", async () => {
    const url = origin.replace("//", "//ada:hunt%40r2@");
    const { results } = await request("", { url });
    expect(results.http.body).toMatchObject({
      authorization: `Basic ${Buffer.from("ada:hunt@r2").toString("base64")}`,
    });
    const error = await rejectionOf(request("", { url: `${url}/status/404?token=hunt@r2` }));
    expect(error.message + JSON.stringify(error)).not.toMatch(/hunt/);
    expect(error.message).toContain(`GET ${origin}/status/404 was answered with status 404`);
  });

  it.each([
    [404, false],
    [400, false],
    [429, true],
    [500, true],
    [503, true],
  ])("fails at status %i, retryable: %s", async (status, isRetryable) => {
    const error = await rejectionOf(request(`/status/${status}`));
    expect(error.cause).toMatchObject({ code: "NODE.HTTP_STATUS", meta: { status }, isRetryable });
  });

  it("is tried again after a passing failure", async () => {
    const workflow = new WorkflowBuilder().addNode(
      "HttpRequestNode",
      "http",
      { url: `${origin}/flaky` },
      { retry: { attempts: 2, delayMs: 0 } },
    );
    expect((await runtime.execute(workflow.build())).results.http.status).toBe(200);
  });

  it("says what kind of failure it was", async () => {
    expect((await rejectionOf(request("/never", { timeoutMs: 20 }))).cause).toMatchObject({
      code: "NODE.HTTP_TIMEOUT",
      isRetryable: true,
    });
    expect((await rejectionOf(request("/broken"))).cause).toMatchObject({
      code: "NODE.HTTP_FAILED",
      isRetryable: true,
    });
    expect((await rejectionOf(request("/text"))).cause).toMatchObject({ code: "NODE.HTTP_RESPONSE" });
    expect((await rejectionOf(request("", { url: "http://127.0.0.1:1/" }))).cause).toMatchObject({
      code: "NODE.HTTP_FAILED",
    });
  });

  it("ends when the run is cancelled", async () => {
    const controller = new AbortController();
    const workflow = new WorkflowBuilder().addNode("HttpRequestNode", "http", { url: `${origin}/never` }).build();
    const run = rejectionOf(runtime.execute(workflow, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 20);
    expect((await run).code).toBe("RUNTIME.CANCELLED");
  });

  it.each([
    [{ url: "/relative" }, "url"],
    [{ url: "file:///etc/passwd" }, "url"],
    [{ url: "javascript:1" }, "url"],
    [{ url: 5 }, "url"],
    [{ method: "get" }, "method"],
    [{ method: "TRACE" }, "method"],
    [{ method: "GET\r\nX: y" }, "method"],
    [{ headers: { "x y": "1" } }, "headers"],
    [{ headers: { x: "a\r\nb: c" } }, "headers"],
    [{ headers: { x: 1 } }, "headers"],
    [{ query: { a: {} } }, "query"],
    [{ method: "POST", body: {} }, "body"],
    [{ method: "POST", body: "x", json: 1 }, "body"],
    [{ json: {} }, "method"],
    [{ timeoutMs: 0 }, "timeoutMs"],
    [{ expect: "xml" }, "expect"],
    [{ heders: {} }, "heders"],
  ])("refuses mistake %#: %j", (input, path) => {
    const build = () =>
      new WorkflowBuilder().addNode(untyped("HttpRequestNode"), "http", { url: "http://localhost", ...input }).build();
    expect(thrownBy(build).diagnostics.map((finding) => finding.path)).toEqual([`nodes.http.parameters.${path}`]);
  });
});
