// What the tests of this package share.
import { isDataFlowError } from "@dataflow/core";
import { databases } from "@dataflow-tooling/vitest";
import { type FaultProxy, type FaultProxyOptions, startFaultProxy } from "@dataflow-tooling/vitest/faults";
import { afterEach, expect } from "vitest";
import { connect } from "./connection/connect.ts";
import type { ConnectOptions } from "./connection/connect-options.ts";
import type { Connection, SqlText } from "./connection/connection.ts";

const connections: Connection[] = [];
const proxies: FaultProxy[] = [];

afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

/** A connection that is closed after the test. */
export function open(url: string, options: ConnectOptions = {}): Connection {
  const connection = connect(url, options);
  connections.push(connection);
  return connection;
}

/** A proxy that is closed after the test. */
export async function proxied(url: string, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const proxy = await startFaultProxy(url, options);
  proxies.push(proxy);
  return proxy;
}

/** A new empty database of one kind. */
export async function freshUrl(name: "sqlite" | "postgres"): Promise<string> {
  const database = databases.find((candidate) => candidate.name === name);
  if (database === undefined) throw new Error(`there is no database ${name}`);
  return database.freshUrl();
}

/** A statement with `?` in the connection's own placeholders, kept prepared under a name. */
export function statement(connection: Connection, text: string, name?: string): SqlText {
  let count = 0;
  const own = connection.dialect === "sqlite" ? text : text.replaceAll("?", () => `$${++count}`);
  return name === undefined ? { text: own } : { text: own, name };
}

/** The code that a call fails with. */
export async function codeOf(call: () => unknown): Promise<string> {
  return (await failureOf(call)).code;
}

/** What a call fails with, which has to be one of ours. */
export async function failureOf(call: () => unknown) {
  try {
    await call();
  } catch (error) {
    if (isDataFlowError(error)) return error;
    throw error;
  }
  return expect.fail("the call did not fail");
}

/** Everything an error says, to look for what it must not say. */
export function everythingIn(error: unknown): string {
  const parts: unknown[] = [];
  for (let cause = error; typeof cause === "object" && cause !== null; cause = Reflect.get(cause, "cause")) {
    parts.push(...Object.getOwnPropertyNames(cause).map((name) => Reflect.get(cause ?? {}, name)));
  }
  return JSON.stringify(parts);
}
