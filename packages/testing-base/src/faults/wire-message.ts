/** What a client says, in the words of the protocol's documentation (version 3). */
export type ClientMessageKind =
  | "Bind"
  | "Close"
  | "CopyData"
  | "CopyDone"
  | "CopyFail"
  | "Describe"
  | "Execute"
  | "Flush"
  | "FunctionCall"
  | "Parse"
  | "Password"
  | "Query"
  | "Startup"
  | "Sync"
  | "Terminate";

/** What a server says. */
export type ServerMessageKind =
  | "Authentication"
  | "BackendKeyData"
  | "BindComplete"
  | "CloseComplete"
  | "CommandComplete"
  | "CopyData"
  | "CopyDone"
  | "CopyInResponse"
  | "CopyOutResponse"
  | "DataRow"
  | "EmptyQueryResponse"
  | "ErrorResponse"
  | "NoData"
  | "NoticeResponse"
  | "NotificationResponse"
  | "ParameterDescription"
  | "ParameterStatus"
  | "ParseComplete"
  | "PortalSuspended"
  | "ReadyForQuery"
  | "RowDescription";

/** One message of the protocol, as a proxy sees it. */
export interface WireMessage {
  readonly from: "client" | "server";
  readonly kind: ClientMessageKind | ServerMessageKind | "Unknown";
  /** The SQL of Query and Parse, the command of CommandComplete, the SQLSTATE of ErrorResponse; otherwise empty. */
  readonly text: string;
  /**
   * Whether a request begins with it: a Query, or the first message up to a Sync. The server gives one ReadyForQuery for
   * each. To do something at each request and not at each of its parts.
   */
  readonly startsRequest: boolean;
  /** The connection that it goes over; they are counted from 1. */
  readonly connection: number;
}

const CLIENT_KINDS: Readonly<Record<string, ClientMessageKind>> = {
  B: "Bind",
  C: "Close",
  D: "Describe",
  E: "Execute",
  F: "FunctionCall",
  H: "Flush",
  P: "Parse",
  Q: "Query",
  S: "Sync",
  X: "Terminate",
  c: "CopyDone",
  d: "CopyData",
  f: "CopyFail",
  p: "Password",
};

const SERVER_KINDS: Readonly<Record<string, ServerMessageKind>> = {
  "1": "ParseComplete",
  "2": "BindComplete",
  "3": "CloseComplete",
  A: "NotificationResponse",
  C: "CommandComplete",
  D: "DataRow",
  E: "ErrorResponse",
  G: "CopyInResponse",
  H: "CopyOutResponse",
  I: "EmptyQueryResponse",
  K: "BackendKeyData",
  N: "NoticeResponse",
  R: "Authentication",
  S: "ParameterStatus",
  T: "RowDescription",
  Z: "ReadyForQuery",
  c: "CopyDone",
  d: "CopyData",
  n: "NoData",
  s: "PortalSuspended",
  t: "ParameterDescription",
};

/**
 * The kind of a message by its first byte, which means different things in the two directions.
 *
 * @param from who says it
 * @param bytes the whole message
 */
export function kindOf(from: WireMessage["from"], bytes: Buffer): WireMessage["kind"] {
  const letter = String.fromCharCode(bytes[0] ?? 0);
  return (from === "client" ? CLIENT_KINDS : SERVER_KINDS)[letter] ?? "Unknown";
}

/**
 * What a message says, where that is of use to find it.
 *
 * @param kind its kind
 * @param bytes the whole message
 */
export function textOf(kind: WireMessage["kind"], bytes: Buffer): string {
  if (kind === "Query" || kind === "CommandComplete") return untilZero(bytes, 5);
  if (kind === "Parse") return untilZero(bytes, bytes.indexOf(0, 5) + 1);
  if (kind === "ErrorResponse") return /(?:^|\0)C([0-9A-Z]{5})\0/.exec(bytes.toString("latin1", 5))?.[1] ?? "";
  return "";
}

function untilZero(bytes: Buffer, start: number): string {
  const end = bytes.indexOf(0, start);
  return bytes.toString("utf8", start, end === -1 ? bytes.length : end);
}
