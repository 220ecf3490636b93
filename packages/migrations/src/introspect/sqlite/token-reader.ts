import { isSign, isWord, type SqliteToken } from "./sqlite-tokens.ts";

/** A place in a list of tokens that moves forward as they are read. */
export class TokenReader {
  readonly #tokens: readonly SqliteToken[];
  #at = 0;

  constructor(tokens: readonly SqliteToken[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(distance = 0): SqliteToken | undefined {
    return this.#tokens[this.#at + distance];
  }

  next(): SqliteToken {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new TypeError("the statement ended before it was complete");
    this.#at += 1;
    return token;
  }

  /** Reads words of the grammar if they are next, all of them or none. */
  takeWords(...words: readonly string[]): boolean {
    if (!words.every((word, index) => isWord(this.peek(index), word))) return false;
    this.#at += words.length;
    return true;
  }

  /** Reads what is in the parentheses that open here, without them. */
  parenthesised(): readonly SqliteToken[] {
    if (!isSign(this.peek(), "(")) throw new TypeError("a parenthesis was expected");
    const start = this.#at + 1;
    let depth = 0;
    for (; this.#at < this.#tokens.length; this.#at++) {
      if (isSign(this.#tokens[this.#at], "(")) depth++;
      if (isSign(this.#tokens[this.#at], ")") && --depth === 0) return this.#tokens.slice(start, this.#at++);
    }
    throw new TypeError("a parenthesis was not closed");
  }

  rest(): readonly SqliteToken[] {
    const rest = this.#tokens.slice(this.#at);
    this.#at = this.#tokens.length;
    return rest;
  }
}

/** Splits at commas that are in no parentheses. */
export function splitAtCommas(tokens: readonly SqliteToken[]): readonly (readonly SqliteToken[])[] {
  const parts: SqliteToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSign(token, "(")) depth++;
    if (isSign(token, ")")) depth--;
    if (depth === 0 && isSign(token, ",")) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
