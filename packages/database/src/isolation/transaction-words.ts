/**
 * Finds statements that begin or end a transaction in text that may hold several statements, before the text is sent: a
 * COMMIT in it would make everything lasting that is to be undone.
 */
import { transactionControl } from "../errors/transaction-control.ts";

/** Cheap, and right about all text without any of the words. */
const SUSPICIOUS = /\b(?:begin|start|commit|end|abort|rollback|savepoint|release|prepare)\b/i;

/** Whatever may hold a semicolon or a word that is not one of a statement's own. */
const TOKEN =
  /(?<skipped>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\$(?<tag>[A-Za-z_]*)\$[\s\S]*?(?:\$\k<tag>\$|$))|(?<end>;)|(?<word>[A-Za-z_][\w$]*)|[\s\S]/g;

/** Beginnings that are about transactions; `PREPARE` and `ROLLBACK` need their next word too. */
const CONTROL: ReadonlySet<string> = new Set(["begin", "start", "commit", "end", "abort"]);
const SAVEPOINTS: ReadonlySet<string> = new Set(["savepoint", "release"]);

/**
 * Refuses text that would begin or end a transaction.
 *
 * @param text one or several statements
 * @param isInTransaction whether savepoints may be set, as in any transaction
 * @throws DATABASE.TRANSACTION_CONTROL
 */
export function refuseTransactionWords(text: string, isInTransaction: boolean): void {
  if (!SUSPICIOUS.test(text)) return;
  for (const words of statementsOf(text)) {
    if (isControl(words, isInTransaction)) throw transactionControl(isInTransaction);
  }
}

function isControl(words: readonly string[], isInTransaction: boolean): boolean {
  const [first = "", second = "", third = ""] = words;
  if (CONTROL.has(first)) return true;
  if (first === "prepare") return second === "transaction";
  if (SAVEPOINTS.has(first)) return !isInTransaction;
  if (first !== "rollback") return false;
  const isToSavepoint = second === "to" || (SECOND_WORDS.has(second) && third === "to");
  return !(isToSavepoint && isInTransaction);
}

const SECOND_WORDS: ReadonlySet<string> = new Set(["work", "transaction"]);

/** The words of each statement, in lower case. The body of a trigger or a function is a part of its statement. */
function statementsOf(text: string): readonly (readonly string[])[] {
  const statements: string[][] = [];
  let words: string[] = [];
  let depth = 0;
  for (const { groups } of text.matchAll(TOKEN)) {
    const word = groups?.word?.toLowerCase();
    if (word !== undefined) {
      words.push(word);
      depth = Math.max(0, depth + nesting(words));
    } else if (groups?.end !== undefined && depth === 0) {
      statements.push(words);
      words = [];
    }
  }
  return [...statements, words];
}

/** How much deeper a word leads into the body of what is created: blocks and CASE expressions both end with END. */
function nesting(words: readonly string[]): number {
  if (words[0] !== "create" || !BODIES.some((body) => words.slice(0, 6).includes(body))) return 0;
  const word = words.at(-1);
  if (word === "begin" || word === "case") return 1;
  return word === "end" ? -1 : 0;
}

const BODIES = ["trigger", "function", "procedure"];
