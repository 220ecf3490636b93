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

/**
 * Replaces an identifier wherever it stands as a whole token.
 *
 * @param sql a text in the server's words
 * @param from the old name
 * @param to the new name
 * @returns the text with the new name; literals and other names untouched
 */
export function replaceIdentifier(sql: string, from: string, to: string): string {
  return (sql.match(TOKEN) ?? []).map((token) => (nameOf(token) === from ? printed(to) : token)).join("");
}
