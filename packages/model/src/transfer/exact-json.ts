/** A number of so many digits may lose some of them when it becomes one of JavaScript. */
const LONG_NUMBER = /-?\d[\d.]{15,}(?:[eE][-+]?\d+)?/;
const LONG_NUMBERS = new RegExp(LONG_NUMBER, "g");

/**
 * Parses JSON. A long number that is the value of a field is given as its text, so that the field's kind decides what it
 * becomes: a decimal and a 64-bit integer hold more digits than a number does.
 *
 * @param text the JSON
 * @returns what it says
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!LONG_NUMBER.test(text) || typeof parsed !== "object" || parsed === null) return parsed;
  const texts: unknown = JSON.parse(withLongNumbersAsTexts(text));
  // The same object but for its numbers, read by own key only.
  const [values, exact] = [parsed as Record<string, unknown>, texts as Record<string, unknown>];
  for (const name of Object.keys(values)) if (typeof values[name] === "number") values[name] = exact[name];
  return values;
}

/** Between quotes there are texts, whose digits stay as they are. */
function withLongNumbersAsTexts(text: string): string {
  let isText = false;
  return text
    .split('"')
    .map((part) => {
      const replaced = isText ? part : part.replace(LONG_NUMBERS, '"$&"');
      if (!isText || !endsEscaped(part)) isText = !isText;
      return replaced;
    })
    .join('"');
}

/** Whether the quote that follows is one of the text. */
function endsEscaped(part: string): boolean {
  let backslashes = 0;
  while (part.at(-1 - backslashes) === "\\") backslashes++;
  return backslashes % 2 === 1;
}
