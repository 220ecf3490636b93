/**
 * Whether a text passes an operator on texts.
 *
 * @param name the operator
 * @param operand what it was given
 * @param value the text
 * @param options `$options` beside it
 */
export function matchesText(name: string, operand: string, value: string, options: string): boolean {
  switch (name) {
    case "$startsWith":
      return value.startsWith(operand);
    case "$endsWith":
      return value.endsWith(operand);
    case "$contains":
      return value.includes(operand);
    case "$iStartsWith":
      return lower(value).startsWith(lower(operand));
    case "$iEndsWith":
      return lower(value).endsWith(lower(operand));
    case "$iContains":
      return lower(value).includes(lower(operand));
    case "$like":
      return likeToRegExp(operand).test(value);
    case "$ilike":
      return likeToRegExp(lower(operand)).test(lower(value));
    case "$regex": {
      const ignoresCase = options.includes("i");
      const source = javaScriptSource(ignoresCase ? lowerLetters(operand) : operand);
      const pattern = new RegExp(source, `u${options.replace("i", "")}`);
      return pattern.test(ignoresCase ? lower(value) : value);
    }
    default:
      throw new TypeError(`The reference does not know ${name}`);
  }
}

/** Letters that are no part of an escape. */
function lowerLetters(source: string): string {
  return source.replace(/\\[pP]\{[^}]*\}|\\.|[A-Z]/gsu, (part) => (part.length === 1 ? part.toLowerCase() : part));
}

/** What MongoDB's expressions, which are PCRE's, write otherwise than JavaScript's. */
function javaScriptSource(source: string): string {
  if (isExpression(source)) return source;
  return source
    .replaceAll("[:digit:]", "0-9")
    .replaceAll("[:alpha:]", "a-zA-Z")
    .replaceAll("\\p{Xan}", "[\\p{L}\\p{N}]")
    .replace(/\\p\{(\w+)\}/g, (text, name) => (isExpression(text) ? text : `\\p{Script=${name}}`));
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** Only the letters A–Z have two cases here. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function likeToRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|[%_]|[\^$.*+?()[\]{}|/]/gsu, (found: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[\^$.*+?()[\]{}|/\\]/u, "\\$&");
    if (found === "%") return ".*";
    return found === "_" ? "." : `\\${found}`;
  });
  return new RegExp(`^${source}$`, "su");
}
