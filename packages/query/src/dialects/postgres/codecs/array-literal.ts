/**
 * Writes a list as PostgreSQL's array text. Every string is quoted, so that `NULL`, commas and braces inside one stay
 * text; bare are only a real null, numbers and booleans.
 *
 * @param values the elements
 * @param textOf the text of one element that is not null
 * @returns the literal: `{"a","b\"c",1,NULL}`
 */
export function arrayLiteral(values: readonly unknown[], textOf: (value: unknown) => string): string {
  let literal = "";
  for (let index = 0; index < values.length; index++) {
    if (index > 0) literal += ",";
    const value = values[index];
    literal += elementText(value, textOf);
  }
  return `{${literal}}`;
}

function elementText(value: unknown, textOf: (value: unknown) => string): string {
  if (value === null) return "NULL";
  const text = textOf(value);
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
    ? text
    : quoteElement(text);
}

const SPECIAL = /["\\]/;

function quoteElement(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}

/**
 * Reads PostgreSQL's array text of one dimension.
 *
 * @param text the text
 * @returns the elements' texts, null for a null; undefined when it is not such a list
 */
export function parseArrayText(text: string): readonly (string | null)[] | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  if (text.length === 2) return [];
  if (!text.includes('"') && !text.includes("{", 1)) return text.slice(1, -1).split(",").map(bareElement);
  return parseQuoted(text);
}

function bareElement(text: string): string | null {
  return text === "NULL" ? null : text;
}

function parseQuoted(text: string): readonly (string | null)[] | undefined {
  const elements: (string | null)[] = [];
  let at = 1;
  while (at < text.length - 1) {
    if (text[at] === "{") return undefined;
    const isQuoted = text[at] === '"';
    const end = isQuoted ? closingQuote(text, at) : bareEnd(text, at);
    const element = text.slice(isQuoted ? at + 1 : at, end);
    elements.push(isQuoted ? element.replace(/\\(.)/gs, "$1") : bareElement(element));
    at = (isQuoted ? end + 1 : end) + 1;
  }
  return elements;
}

function bareEnd(text: string, from: number): number {
  const comma = text.indexOf(",", from);
  return comma < 0 ? text.length - 1 : comma;
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
