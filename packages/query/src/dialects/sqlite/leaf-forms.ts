import type { ComparisonNode } from "../../ast/comparison-node.ts";
import type { LikeNode } from "../../ast/like-node.ts";
import type { MembershipNode } from "../../ast/membership-node.ts";
import type { NullNode } from "../../ast/null-node.ts";
import type { RegexNode } from "../../ast/regex-node.ts";
import type { TextNode } from "../../ast/text-node.ts";
import { afterPrefix, escapeGlob, globFromLike } from "../../pattern/text-patterns.ts";
import { jsonPathForm, type TextForms } from "../json/json-path-form.ts";
import { COMPARISON_SQL, NEGATED_COMPARISON_SQL, orNull } from "../predicate-text.ts";
import type { LeafForm, LeafForms } from "../query-dialect.ts";
import { listOf } from "../scalar-encoding.ts";
import { wholeNumberForm } from "../whole-number-form.ts";
import { arrayForm } from "./array-form.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { writeJsonPath } from "./json-path.ts";
import { simplePattern } from "./regex-glob.ts";
import { sqliteRegex } from "./regex-text.ts";

const comparison: LeafForm<ComparisonNode, SqliteCodec> = {
  parameter: (value, { codec }) => codec.encode(value),
  shape: (node) => node.operator,
  bind: (node, column, parameters) => {
    parameters.push(column.codec.encode(node.value));
  },
  print: (node, column, place, isNegated) => {
    const operator = (isNegated ? NEGATED_COMPARISON_SQL : COMPARISON_SQL)[node.operator];
    const text = `${column.sql} ${operator} ${place()}`;
    return isNegated ? orNull(text, column) : text;
  },
};

const membership: LeafForm<MembershipNode, SqliteCodec> = {
  parameter: (values, { codec }) => codec.encodeList(listOf(values)),
  shape: () => "",
  bind: (node, column, parameters) => {
    parameters.push(column.codec.encodeList(node.values));
  },
  print: (_node, column, place, isNegated) => {
    const list = `(SELECT ${column.codec.listElement} FROM json_each(${place()}))`;
    return isNegated ? orNull(`${column.sql} NOT IN ${list}`, column) : `${column.sql} IN ${list}`;
  },
};

const nullness: LeafForm<NullNode, SqliteCodec> = {
  shape: () => "",
  bind: () => {},
  print: (_node, column, _place, isNegated) => `${column.sql} IS ${isNegated ? "NOT " : ""}NULL`,
};

type TextForm = "range" | "glob" | "instr";

/** LIKE ignores the case of ASCII letters, so what minds it is said by ranges, GLOB and instr. */
function textForm(node: TextNode): TextForm {
  if (node.position === "anywhere") return "instr";
  return node.position === "start" && afterPrefix(node.text) !== undefined ? "range" : "glob";
}

const text: LeafForm<TextNode, SqliteCodec> = {
  shape: textForm,
  bind: (node, _column, parameters) => {
    const form = textForm(node);
    if (form === "instr") parameters.push(node.text);
    else if (form === "range") parameters.push(node.text, afterPrefix(node.text) ?? "");
    else parameters.push(node.position === "start" ? `${escapeGlob(node.text)}*` : `*${escapeGlob(node.text)}`);
  },
  print: (node, column, place, isNegated) => {
    const condition = textCondition(textForm(node), column.sql, place, isNegated);
    return isNegated ? orNull(condition, column) : condition;
  },
};

function textCondition(form: TextForm, column: string, place: () => string, isNegated: boolean): string {
  if (form === "instr") return `instr(${column}, ${place()}) ${isNegated ? "=" : ">"} 0`;
  if (form === "glob") return `${column} ${isNegated ? "NOT " : ""}GLOB ${place()}`;
  return isNegated
    ? `(${column} < ${place()} OR ${column} >= ${place()})`
    : `(${column} >= ${place()} AND ${column} < ${place()})`;
}

const like: LeafForm<LikeNode, SqliteCodec> = {
  shape: (node) => (node.ignoreCase ? "i" : ""),
  bind: (node, _column, parameters) => {
    parameters.push(node.ignoreCase ? node.pattern : globFromLike(node.pattern));
  },
  print: (node, column, place, isNegated) => {
    const operator = `${isNegated ? "NOT " : ""}${node.ignoreCase ? "LIKE" : "GLOB"}`;
    const condition = `${column.sql} ${operator} ${place()}${node.ignoreCase ? " ESCAPE '\\'" : ""}`;
    return isNegated ? orNull(condition, column) : condition;
  },
};

interface RegexForm {
  readonly operator: "GLOB" | "LIKE" | "REGEXP";
  readonly pattern: string;
}

const regexForms = new WeakMap<RegexNode, RegexForm>();

/** What GLOB or LIKE says exactly they find sooner; the rest is for the function behind `REGEXP`. */
function regexForm(node: RegexNode): RegexForm {
  let form = regexForms.get(node);
  if (form === undefined) {
    form = simplePattern(node) ?? { operator: "REGEXP", pattern: sqliteRegex(node.parts, node.ignoreCase) };
    regexForms.set(node, form);
  }
  return form;
}

const regex: LeafForm<RegexNode, SqliteCodec> = {
  shape: (node) => regexForm(node).operator,
  bind: (node, _column, parameters) => {
    parameters.push(regexForm(node).pattern);
  },
  print: (node, column, place, isNegated) => {
    const { operator } = regexForm(node);
    const suffix = operator === "LIKE" ? " ESCAPE '\\'" : "";
    const condition = `${column.sql} ${isNegated ? "NOT " : ""}${operator} ${place()}${suffix}`;
    return isNegated ? orNull(condition, column) : condition;
  },
};

const wholeNumber = wholeNumberForm<SqliteCodec>((sql) => sql);

/** Conditions on texts, of columns and inside documents. */
export const sqliteTexts: TextForms<SqliteCodec> = { text, like, regex };

/** How SQLite says each kind of condition. */
export const sqliteLeaves: LeafForms<SqliteCodec> = {
  comparison,
  membership,
  null: nullness,
  text,
  like,
  regex,
  jsonPath: jsonPathForm(sqliteTexts, writeJsonPath),
  array: arrayForm({ comparison, membership, wholeNumber }),
  wholeNumber,
};
