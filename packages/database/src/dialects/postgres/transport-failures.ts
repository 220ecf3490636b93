import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import type { DriverFailure } from "../../errors/driver-failure.ts";

export function connectFailed(kind: DatabaseErrorKind, target: string): DriverFailure {
  if (kind === "HOST_NOT_FOUND") {
    return {
      kind,
      message: `The host of ${target} was not found`,
      why: "its name has no address, or no name server answers",
      fix: "check the host in the URL",
    };
  }
  if (kind === "CONNECT_TIMEOUT") {
    return {
      kind,
      message: `${target} did not answer in time`,
      why: "packets to it are dropped, or the server is overloaded",
      fix: "check the address and the firewall, or give more time with connectTimeoutMs",
    };
  }
  return {
    kind,
    message: `Nothing accepts connections at ${target}`,
    why: "the server does not run, listens elsewhere, or closed the connection at once",
    fix: "start the server, or correct host and port in the URL",
  };
}

export function connectionLost(target: string): DriverFailure {
  return {
    kind: "CONNECTION_LOST",
    message: `The connection to ${target} broke while a statement ran`,
    why: "the server ended it or the network did; whether the statement took effect is not known unless it was in a transaction, which is undone",
    fix: "run it again if it may run twice, or connect with confirmCommit: true to know what became of it; the next statement gets a new connection",
  };
}

export function commitUnknown(target: string): DriverFailure {
  return {
    kind: "COMMIT_UNKNOWN",
    message: `The connection to ${target} broke while a transaction was being committed`,
    why: "the answer to the commit did not arrive, so it may have happened or not",
    fix: "look whether the rows are there before doing it again, or begin the transaction with confirmCommit: true, which asks the server",
  };
}

export function authenticationFailed(target: string): DriverFailure {
  return {
    kind: "AUTHENTICATION_FAILED",
    message: `${target} does not accept the user or the password`,
    why: "the server refused the login, or asks for a password and none was given",
    fix: "check user and password in the URL, and the server's rules for this host",
  };
}

export function tlsFailed(target: string, code: string | undefined): DriverFailure {
  return {
    kind: "TLS",
    message: `The encrypted connection to ${target} could not be established`,
    why: code === undefined ? "the server does not offer encryption" : `the certificate was not accepted (${code})`,
    fix: "give the server's certificate with sslrootcert=<file>, or choose another sslmode",
    ...(code === undefined ? {} : { meta: { reason: code } }),
  };
}

export function driverFailed(target: string): DriverFailure {
  return {
    kind: "STATEMENT_FAILED",
    message: `A statement for ${target} was not sent`,
    why: "the driver refused it, for two texts under one name for example",
    fix: "give equal names only to equal texts",
  };
}
