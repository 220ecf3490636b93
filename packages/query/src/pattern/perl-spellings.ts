/** Classes of ASCII by their names between `[:` and `:]`, as members of a class. */
const ASCII_CLASSES: ReadonlyMap<string, string> = new Map([
  ["alnum", "A-Za-z0-9"],
  ["alpha", "A-Za-z"],
  ["ascii", "\\x01-\\x7f"],
  ["blank", " \\t"],
  ["cntrl", "\\x01-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~"],
  ["lower", "a-z"],
  ["print", " -~"],
  ["punct", "!-\\/:-@\\[-`\\{-~"],
  ["space", "\\t-\\r "],
  ["upper", "A-Z"],
  ["word", "\\w"],
  ["xdigit", "A-Fa-f0-9"],
]);
/** Properties that only PCRE has: members of a class. */
const OWN_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ["Xan", "\\p{L}\\p{N}"],
  ["Xwd", "\\p{L}\\p{N}_"],
]);
const TOKEN = /\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))|\\.|\[:(\w+):\]|\{\d+(?:,\d*)?\}|[[\]{}]/gsu;

/**
 * Writes as JavaScript does what MongoDB's expressions, which are PCRE's, write otherwise: `[[:digit:]]`, `\p{Latin}`,
 * `\pL`, `\p{^L}`, `\p{Xan}`, signs that are escaped without need, and brackets that are not escaped. Only expressions
 * that JavaScript's mode `u` refuses are rewritten, so none changes its meaning.
 *
 * @param source an expression that JavaScript does not take
 * @returns the expression, with these rewritten
 */
export function withoutPerlSpellings(source: string): string {
  let isInClass = false;
  let written = "";
  let last = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [token] = match;
    written += source.slice(last, match.index) + tokenText(match, isInClass);
    last = match.index + token.length;
    if (token === "[") isInClass = true;
    if (token === "]") isInClass = false;
  }
  return written + source.slice(last);
}

function tokenText([token, letter, caret, name, short, ascii]: RegExpExecArray, isInClass: boolean): string {
  if (letter !== undefined) {
    const isNegated = (letter === "P") !== (caret === "^");
    return propertyText(name ?? short ?? "", { isNegated, isInClass }) ?? token;
  }
  if (ascii !== undefined) return (isInClass ? ASCII_CLASSES.get(ascii) : undefined) ?? token;
  if (token.startsWith("\\")) return isExpression(token) ? token : (literal(token.slice(1)) ?? token);
  const isAlone = !isInClass && token.length === 1 && token !== "[";
  return isAlone ? `\\${token}` : token;
}

/** A sign that needs no backslash before it, and has one. */
function literal(character: string): string | undefined {
  return /^[!-~ ]$/.test(character) && !/\w/.test(character)
    ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`
    : undefined;
}

function propertyText(
  name: string,
  { isNegated, isInClass }: { readonly isNegated: boolean; readonly isInClass: boolean },
): string | undefined {
  const members = OWN_PROPERTIES.get(name);
  if (members !== undefined) {
    if (!isInClass) return `[${isNegated ? "^" : ""}${members}]`;
    return isNegated ? undefined : members;
  }
  const prefix = isNegated ? "\\P" : "\\p";
  return [`${prefix}{${name}}`, `${prefix}{Script=${name}}`].find(isExpression);
}

/**
 * Whether JavaScript takes a text for an expression of mode `u`.
 *
 * @param source the text
 */
export function isExpression(source: string): boolean {
  try {
    // Only the syntax is checked here: the expression is never run.
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
