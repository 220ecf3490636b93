/**
 * The one way in which the server's own words for an expression are not its last ones.
 *
 * `kind IN ('a', 'b')` over a varchar is kept as an array that is cast as a whole, and written as
 * `(ARRAY['a'::character varying, 'b'::character varying])::text[]`. When the server reads that text again it casts each
 * element instead, and from then on writes `ARRAY[('a'::character varying)::text, ('b'::character varying)::text]`. Both
 * mean the same. Without this a restored or migrated database would differ from the one it came from.
 */

/** The type behind the array: a name or words, perhaps qualified, perhaps with modifiers. */
const ARRAY_CAST = /\)::((?:"(?:[^"]|"")*"|[\w$.]|\([\d,-]+\)| (?=[a-z]))+?)\[\]/y;

const MARKER = "(ARRAY[";

/**
 * Brings the server's text of an expression, or of a statement with expressions in it, to its lasting form.
 *
 * @param sql the server's text
 * @returns the text that the server would write had it read this one
 */
export function canonicalExpression(sql: string): string {
  if (!sql.includes(MARKER)) return sql;
  let result = "";
  for (let at = 0; at < sql.length; ) {
    const literal = literalEnd(sql, at);
    const array = literal > at ? undefined : castArrayAt(sql, at);
    const end = array?.end ?? Math.max(literal, at + 1);
    result += array?.text ?? sql.slice(at, end);
    at = end;
  }
  return result;
}

/** An array that is cast as a whole, as an array of casts. */
function castArrayAt(sql: string, at: number): { readonly text: string; readonly end: number } | undefined {
  if (!sql.startsWith(MARKER, at)) return undefined;
  const open = at + MARKER.length - 1;
  const close = closingBracket(sql, open);
  ARRAY_CAST.lastIndex = close + 1;
  const type = ARRAY_CAST.exec(sql)?.[1];
  if (type === undefined) return undefined;
  return { text: castElements(sql.slice(open + 1, close), type), end: ARRAY_CAST.lastIndex };
}

function castElements(elements: string, type: string): string {
  const cast = splitElements(elements).map((element) => {
    const inner = canonicalExpression(element);
    // An array in an array passes the type on to its own elements.
    const nested = inner.startsWith("ARRAY[") && closingBracket(inner, 5) === inner.length - 1;
    return nested ? castElements(inner.slice(6, -1), type) : `(${inner})::${type}`;
  });
  return `ARRAY[${cast.join(", ")}]`;
}

function splitElements(elements: string): readonly string[] {
  const parts: string[] = [];
  let [start, depth] = [0, 0];
  for (let at = 0; at < elements.length; at = Math.max(literalEnd(elements, at), at + 1)) {
    const character = elements[at] ?? "";
    if ("([".includes(character)) depth += 1;
    else if (")]".includes(character)) depth -= 1;
    else if (character === "," && depth === 0) {
      parts.push(elements.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, elements.slice(start).trim()];
}

function closingBracket(sql: string, open: number): number {
  let depth = 0;
  for (let at = open; at < sql.length; at = Math.max(literalEnd(sql, at), at + 1)) {
    if (sql[at] === "[") depth += 1;
    if (sql[at] === "]") depth -= 1;
    if (depth === 0) return at;
  }
  return sql.length;
}

/** Where a quoted name, a text or a function's body ends that begins here; the same place when none does. */
function literalEnd(sql: string, at: number): number {
  const quote = sql[at];
  if (quote === "'" || quote === '"') {
    // A doubled quote looks like the end of one literal and the beginning of the next, which is as good.
    const close = sql.indexOf(quote, at + 1);
    return close === -1 ? sql.length : close + 1;
  }
  if (quote !== "$") return at;
  const tag = /^\$\w*\$/.exec(sql.slice(at, at + 70))?.[0];
  if (tag === undefined) return at;
  const close = sql.indexOf(tag, at + tag.length);
  return close === -1 ? sql.length : close + tag.length;
}
