// Connections and failures, as tests of this package share them.

import { isDataFlowError } from "@dataflow/core";
import { type Connection, type ConnectOptions, connect } from "@dataflow/database";
import { afterEach, expect } from "vitest";

const connections: Connection[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

/** A connection that is closed after the test. */
export function open(url: string, options: ConnectOptions = {}): Connection {
  const connection = connect(url, options);
  connections.push(connection);
  return connection;
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

/** The code that a call fails with. */
export async function codeOf(call: () => unknown): Promise<string> {
  return (await failureOf(call)).code;
}
