import { describe, expect, it } from "vitest";
import { codeOf, everythingIn, failureOf, freshUrl, open, proxied } from "../../test-support.fixture.ts";
import { deadPort, listen, refusingServer } from "./server.fixture.ts";

const PASSWORD = "s3cret-canary";

/** Every one of these has to be known within five seconds by default. */
const LIMIT_MS = 5_000;

async function failureWithin(url: string, options = {}) {
  const startedAt = performance.now();
  const error = await failureOf(() => open(url, options).ping());
  expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS);
  expect(everythingIn(error)).not.toContain(PASSWORD);
  return error;
}

describe("a server that cannot be reached", () => {
  it("because nothing listens", async () => {
    const error = await failureWithin(`postgresql://app:${PASSWORD}@127.0.0.1:${await deadPort()}/shop`);
    expect(error).toMatchObject({ code: "DATABASE.CONNECTION_REFUSED", isRetryable: true });
  });

  it("because no address of its name answers", async () => {
    const error = await failureWithin(`postgresql://app:${PASSWORD}@localhost:${await deadPort()}/shop`);
    expect(error.code).toBe("DATABASE.CONNECTION_REFUSED");
  });

  it("because the socket does not exist", async () => {
    const error = await failureWithin(`postgresql:///shop?host=/nowhere/at/all&user=app&password=${PASSWORD}`);
    expect(error.code).toBe("DATABASE.CONNECTION_REFUSED");
  });

  it("because its name has no address", async () => {
    const error = await failureWithin(`postgresql://app:${PASSWORD}@no-such-host.invalid/shop`);
    expect(error.code).toBe("DATABASE.HOST_NOT_FOUND");
  });

  it("because it never answers, also by default", async () => {
    const port = await listen(() => undefined);
    const error = await failureWithin(`postgresql://app:${PASSWORD}@127.0.0.1:${port}/shop`);
    expect(error).toMatchObject({ code: "DATABASE.CONNECT_TIMEOUT", isRetryable: true });
  });

  it("because it hangs up at once", async () => {
    const port = await listen((socket) => socket.destroy());
    const error = await failureWithin(`postgresql://app:${PASSWORD}@127.0.0.1:${port}/shop`);
    expect(error.code).toBe("DATABASE.CONNECTION_REFUSED");
  });

  it("and is tried again by the next statement", async () => {
    const proxy = await proxied(await freshUrl("postgres"));
    const connection = open(proxy.url, { connectTimeoutMs: 300 });
    proxy.silence();
    expect(await codeOf(() => connection.ping())).toBe("DATABASE.CONNECT_TIMEOUT");
    proxy.heal();
    await connection.ping();
  });
});

describe("a server that refuses", () => {
  it("the password", async () => {
    const port = await refusingServer("cleartext");
    const error = await failureWithin(`postgresql://app:${PASSWORD}@127.0.0.1:${port}/shop`);
    expect(error).toMatchObject({ code: "DATABASE.AUTHENTICATION_FAILED", isRetryable: false });
  });

  it("a login without a password", async () => {
    const port = await refusingServer("sasl");
    expect((await failureWithin(`postgresql://app@127.0.0.1:${port}/shop`)).code).toBe(
      "DATABASE.AUTHENTICATION_FAILED",
    );
  });

  it("a role that may not log in, and one that may not connect again", async () => {
    const url = await freshUrl("postgres");
    const admin = open(url);
    const role = `role_${process.pid}_${Date.now()}`;
    await admin.run(`CREATE ROLE ${role}_a NOLOGIN; CREATE ROLE ${role}_b LOGIN CONNECTION LIMIT 0`);
    const as = (name: string) => url.replace(/\/\/[^@]*@/, `//${name}:${PASSWORD}@`);
    expect((await failureWithin(as(`${role}_a`))).code).toBe("DATABASE.AUTHENTICATION_FAILED");
    expect((await failureWithin(as(`${role}_b`))).code).toBe("DATABASE.TOO_MANY_CONNECTIONS");
    expect((await failureWithin(as(`${role}_c`))).code).toBe("DATABASE.AUTHENTICATION_FAILED");
    await admin.run(`DROP ROLE ${role}_a; DROP ROLE ${role}_b`);
  });

  it("a database that does not exist", async () => {
    const url = await freshUrl("postgres");
    const error = await failureWithin(url.replace(/\/[^/]*$/, "/nowhere"));
    expect(error.code).toBe("DATABASE.UNKNOWN_DATABASE");
  });

  it("encryption", async () => {
    const { url } = await proxied(await freshUrl("postgres"));
    expect((await failureWithin(`${url}?sslmode=require`)).code).toBe("DATABASE.TLS");
    expect((await failureWithin(`${url}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`)).code).toBe("DATABASE.TLS");
    await open(`${url}?sslmode=disable`).ping();
  });
});
