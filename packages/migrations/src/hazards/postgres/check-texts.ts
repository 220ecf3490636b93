/**
 * The conditions of the checks in a statement, as they are written.
 *
 * @param text the statement
 * @returns what stands in the parentheses behind each CHECK
 */
export function checkTexts(text: string): readonly string[] {
  const plain = text.replace(HIDDEN, (found) => "x".repeat(found.length));
  return [...plain.matchAll(/\bCHECK\s*\(/gi)].map((match) => {
    const start = match.index + match[0].length;
    let depth = 1;
    let end = start;
    for (; end < plain.length && depth > 0; end++) {
      if (plain[end] === "(") depth += 1;
      if (plain[end] === ")") depth -= 1;
    }
    return text.slice(start, end - 1);
  });
}

/** Texts, quoted names and comments, where a parenthesis is none. */
const HIDDEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
