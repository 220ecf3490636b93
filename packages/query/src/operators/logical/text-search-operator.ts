import { describeKind, isPlainObject } from "@dataflow/core";
import type { FilterNode } from "../../ast/filter-node.ts";
import { nothing } from "../../ast/nothing-node.ts";
import { searchText } from "../../ast/search-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import {
  invalidFilter,
  invalidValue,
  noTextIndex,
  tooComplex,
  undefinedValue,
  unknownOperator,
} from "../../parser/filter-error.ts";
import { parseSearch, type Search } from "../../search/parse-search.ts";
import { MAX_WORD_LENGTH } from "../../search/words-of.ts";
import { stringProblem } from "../../values/text-value.ts";
import type { ExpressionDefinition, ExpressionUse } from "../operator-definition.ts";

/** `{ $text: { $search: 'coffee "iced latte" -cake' } }`: words and phrases in the texts that the table declares for it. */
export const textSearchOperator: ExpressionDefinition = { parse: parseTextSearch };

/** What each option can be: what an index of words can say. */
const OPTIONS: ReadonlyMap<string, string | false> = new Map<string, string | false>([
  ["$caseSensitive", false],
  ["$diacriticSensitive", false],
  ["$language", "none"],
]);
const NAMES: readonly string[] = ["$search", ...OPTIONS.keys()];

function parseTextSearch(operand: unknown, use: ExpressionUse): FilterNode {
  use.count(use.path, use.depth);
  if (!isPlainObject(operand))
    throw invalidFilter(use.path, `must be an object, and is ${describeKind(operand)}`, 'write { $search: "words" }');
  for (const name of Object.keys(operand)) checkOption(name, operand[name], use);
  checkTable(use);
  const search = parseSearch(searchOperand(operand, use));
  checkWords(search, use);
  if (search.words.length + search.phrases.length === 0) return nothing();
  return searchText(search);
}

function checkOption(name: string, value: unknown, { path }: ExpressionUse): void {
  if (name === "$search") return;
  if (!OPTIONS.has(name)) throw unknownOperator(name, `${path}.${name}`, NAMES);
  const only = OPTIONS.get(name);
  if (value === only) return;
  throw queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}.${name} can only be ${JSON.stringify(only)}`,
    why: "a text index holds words in small letters, without accents, and as they are in every language",
    fix: `leave ${name} out; look for exact texts with $contains or $regex beside it`,
    meta: { path: `${path}.${name}` },
  });
}

/** Every field that is searched must be one that the caller may search. */
function checkTable({ table, path, fieldOf, permits }: ExpressionUse): void {
  if (table.textSearch === undefined) throw noTextIndex(table, path);
  for (const name of table.textSearch.fields)
    if (!permits("$text", fieldOf(name, path).name)) throw unknownOperator("$text", path, []);
}

function searchOperand(operand: Readonly<Record<string, unknown>>, { path, limits }: ExpressionUse): string {
  const text = Object.hasOwn(operand, "$search") ? operand.$search : undefined;
  const place = `${path}.$search`;
  if (text === undefined) throw undefinedValue(place);
  if (typeof text !== "string")
    throw invalidValue(place, `must be a string, and is ${describeKind(text)}`, "pass words");
  const problem = stringProblem(text);
  if (problem !== undefined) throw invalidValue(place, problem, "pass a well-formed string");
  const { patternLength } = limits;
  if (text.length <= patternLength) return text;
  throw tooComplex(place, `has ${text.length} characters, and ${patternLength} are allowed`, "look for fewer words");
}

function checkWords({ words, phrases, without }: Search, { path }: ExpressionUse): void {
  const all = [...words, ...phrases.flat(), ...without.flat()];
  if (all.every((word) => word.length <= MAX_WORD_LENGTH || Array.from(word).length <= MAX_WORD_LENGTH)) return;
  throw tooComplex(path, `has a word of more than ${MAX_WORD_LENGTH} characters`, "look for shorter words");
}
