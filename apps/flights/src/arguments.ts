import { suggestion } from "@dataflow/all";

/** What the program was asked to do. */
export type Arguments =
  | { readonly kind: "run"; readonly databaseUrl: string; readonly limit: number }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly message: string; readonly fix: string };

const DEFAULT_DATABASE = "sqlite:flights.db";
const DEFAULT_LIMIT = 300_000;
const OPTIONS = ["--all", "--limit", "--help"];

export const USAGE = `Imports US flights of 2001 into a database and asks it questions.

  npm start -- [<database URL>] [--all | --limit <flights>]

  <database URL>      sqlite:flights.db (the default) or postgresql://user:password@host/database
  --all               imports all 3,000,000 flights; without it the first 300,000
  --limit <flights>   imports this many
  --help              shows this
`;

/**
 * Reads the command line.
 *
 * @param words what follows the program's name
 * @returns what to do, or what is wrong with it
 */
export function parseArguments(words: readonly string[]): Arguments {
  let databaseUrl: string | undefined;
  let limit: number | undefined;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--help" || word === "-h") return { kind: "help" };
    if (word === "--all" || word === "--limit") {
      if (limit !== undefined) return mistake("How many flights is said twice", "Give --all or --limit once");
      limit = word === "--all" ? Number.POSITIVE_INFINITY : wholeNumber(rest.shift());
      if (limit === undefined) return mistake("--limit needs a whole number of at least 1", "Write --limit 5000");
    } else if (word.startsWith("-")) {
      return mistake(`There is no option ${word.slice(0, 40)}`, upperFirst(suggestion(word, OPTIONS)));
    } else {
      // What was given may hold a password, so it is not repeated.
      if (databaseUrl !== undefined) return mistake("Two databases are given", "Give one database URL");
      databaseUrl = word;
    }
  }
  return { kind: "run", databaseUrl: databaseUrl ?? DEFAULT_DATABASE, limit: limit ?? DEFAULT_LIMIT };
}

function mistake(message: string, fix: string): Arguments {
  return { kind: "mistake", message, fix };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function upperFirst(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
