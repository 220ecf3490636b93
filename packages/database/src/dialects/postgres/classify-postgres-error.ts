import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import { type DriverErrorFacts, type DriverFailure, withoutAbsent } from "../../errors/driver-failure.ts";
import { textField } from "../../errors/error-fields.ts";
import { refusedUpdate } from "../refused-update.ts";
import type { FailurePlace } from "./failure-place.ts";
import { classifySqlState } from "./sql-states.ts";
import {
  authenticationFailed,
  commitUnknown,
  connectFailed,
  connectionLost,
  driverFailed,
  tlsFailed,
} from "./transport-failures.ts";

/** The codes of Node for a connection that does not come about. */
const CONNECT_KINDS: Readonly<Record<string, DatabaseErrorKind>> = Object.freeze(
  Object.assign(Object.create(null), {
    ECONNREFUSED: "CONNECTION_REFUSED",
    ENOENT: "CONNECTION_REFUSED",
    EACCES: "CONNECTION_REFUSED",
    EHOSTUNREACH: "CONNECTION_REFUSED",
    ENETUNREACH: "CONNECTION_REFUSED",
    EHOSTDOWN: "CONNECTION_REFUSED",
    EADDRNOTAVAIL: "CONNECTION_REFUSED",
    ENOTFOUND: "HOST_NOT_FOUND",
    EAI_AGAIN: "HOST_NOT_FOUND",
    EAI_FAIL: "HOST_NOT_FOUND",
    EAI_NODATA: "HOST_NOT_FOUND",
    ETIMEDOUT: "CONNECT_TIMEOUT",
    EPROTO: "TLS",
  }),
);

const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/;

/**
 * Says what an error of the driver means. Its message and its detail may quote values, so neither is repeated.
 *
 * @param error what the driver gave
 * @param place what was being done
 */
export function classifyPostgresError(error: unknown, place: FailurePlace): DriverFailure {
  const code = textField(error, "code") ?? firstCode(error);
  const facts = factsOf(error, code);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && textField(error, "severity") !== undefined) {
    const refused = code === "22P02" ? refusedUpdate(textField(error, "message") ?? "") : undefined;
    return refused === undefined ? classifySqlState({ code, facts, place, error }) : { ...refused, facts };
  }
  return { ...classifyTransport(error, code, place), facts };
}

/** Whether the connection can no longer be used after such a failure. */
export function endsConnection(kind: DatabaseErrorKind): boolean {
  return (
    kind === "CONNECTION_LOST" ||
    kind === "COMMIT_UNKNOWN" ||
    kind === "STATEMENT_TIMEOUT" ||
    kind === "QUERY_CANCELLED"
  );
}

function factsOf(error: unknown, code: string | undefined): DriverErrorFacts {
  const facts = {
    code,
    severity: textField(error, "severity"),
    routine: textField(error, "routine"),
    schema: textField(error, "schema"),
    table: textField(error, "table"),
    column: textField(error, "column"),
    constraint: textField(error, "constraint"),
  };
  return withoutAbsent(facts);
}

/** Several addresses of one name that all failed come as one error with a list. */
function firstCode(error: unknown): string | undefined {
  return error instanceof AggregateError ? textField(error.errors[0], "code") : undefined;
}

function classifyTransport(error: unknown, code: string | undefined, place: FailurePlace): DriverFailure {
  const message = textField(error, "message") ?? "";
  if (place.doing === "committing") return commitUnknown(place.target);
  if (place.doing === "executing") {
    const isOfNetwork =
      code !== undefined || /connection|client was closed|terminated|queryable|timeout/i.test(message);
    return isOfNetwork ? connectionLost(place.target) : driverFailed(place.target);
  }
  if (message.includes("SASL") || message.includes("password")) return authenticationFailed(place.target);
  if (message.includes("does not support SSL") || (code !== undefined && TLS_CODE.test(code)))
    return tlsFailed(place.target, code);
  if (/timeout|timed out/i.test(message)) return connectFailed("CONNECT_TIMEOUT", place.target);
  const kind = code === undefined ? undefined : CONNECT_KINDS[code];
  return kind === "TLS" ? tlsFailed(place.target, code) : connectFailed(kind ?? "CONNECTION_REFUSED", place.target);
}
