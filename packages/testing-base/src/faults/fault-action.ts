import type { WireMessage } from "./wire-message.ts";

/**
 * What a proxy does at a message:
 *
 * - `"pass"`: nothing
 * - `"cutBefore"`: hangs up on both sides; the message does not arrive
 * - `"cutAfter"`: passes the message on and hangs up; whether its receiver has done anything with it, nobody waits for
 * - `"loseReply"`: lets the server do the whole request, and hangs up instead of passing its answer on
 * - `"silence"`: from this message on nothing passes in either direction, and nobody hangs up
 * - `"halfClose"`: passes the message on and closes this direction, as one does who has nothing more to say
 * - `{ delayMs }`: passes the message on later, and what comes after it in the same direction after it
 */
export type FaultAction =
  | "pass"
  | "cutBefore"
  | "cutAfter"
  | "loseReply"
  | "silence"
  | "halfClose"
  | { readonly delayMs: number };

/** Which message. What is left out does not matter. */
export interface MessagePlace {
  readonly from?: WireMessage["from"];
  readonly kind?: WireMessage["kind"];
  /** The beginning of its text, or an expression. */
  readonly text?: string | RegExp;
  /** Which of those that fit, counted from 1 over all connections, from when it is asked for. Default 1. */
  readonly nth?: number;
}

/** A place that waits for its message. */
export interface Ambush {
  readonly place: MessagePlace;
  readonly action: FaultAction;
  readonly reached: (message: WireMessage) => void;
  left: number;
}

/**
 * Whether a message is one of those that a place means.
 *
 * @param place what is looked for
 * @param message what came
 */
export function fits({ from, kind, text }: MessagePlace, message: WireMessage): boolean {
  if (from !== undefined && from !== message.from) return false;
  if (kind !== undefined && kind !== message.kind) return false;
  if (text === undefined) return true;
  return typeof text === "string" ? message.text.startsWith(text) : text.test(message.text);
}
