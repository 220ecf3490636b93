/**
 * SQL texts after a rename, as the server will write them: it keeps references by number, so its texts change with the
 * names. Where this guess is wrong, the object counts as altered and is made again, which costs time and loses nothing.
 */

const TOKEN = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}_][\p{L}\p{N}_$]*|\s+|[\s\S]/gu;
const PLAIN = /^[a-z_][a-z0-9_$]*$/;

/** A name as the server prints it; words that need quotes although they are plain are found by their quotes. */
function printed(name: string): string {
  return PLAIN.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function nameOf(token: string): string | undefined {
  if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"');
  return /^[\p{L}_]/u.test(token) ? token : undefined;
}

/** Words that go on with the name of a type: `timestamp without time zone`, `double precision`. */
const TYPE_WORDS: ReadonlySet<string> = new Set(["without", "with", "time", "zone", "varying", "precision"]);

/** Finds the words of a cast, which are no names of columns: the type behind `::`. */
class CastWords {
  #isInside = false;
  #isFirst = false;

  /** Whether the token belongs to the name of a type; the tokens of a text are given in order. */
  has(token: string, before: string): boolean {
    if (token === ":" && before === ":") {
      this.#isInside = true;
      this.#isFirst = true;
      return false;
    }
    if (!this.#isInside || /^[\s().,\d]*$/.test(token)) return false;
    const isWord = nameOf(token) !== undefined;
    this.#isInside = isWord && (this.#isFirst || before === "." || TYPE_WORDS.has(token));
    this.#isFirst = false;
    return this.#isInside;
  }
}

/**
 * Replaces an identifier wherever it stands as a whole token.
 *
 * @param sql a text in the server's words
 * @param from the old name
 * @param to the new name
 * @param isColumn whether it names a column: a type or a function of that name is something else
 * @returns the text with the new name; literals and other names untouched
 */
export function replaceIdentifier(sql: string, from: string, to: string, isColumn = false): string {
  const tokens: readonly string[] = sql.match(TOKEN) ?? [];
  const casts = new CastWords();
  const isOther = (token: string, position: number): boolean => {
    const isType = casts.has(token, tokens[position - 1] ?? "");
    return isColumn && (isType || tokens[position + 1] === "(");
  };
  return tokens
    .map((token, position) => (isOther(token, position) || nameOf(token) !== from ? token : printed(to)))
    .join("");
}
