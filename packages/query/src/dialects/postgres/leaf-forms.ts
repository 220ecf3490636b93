import type { ComparisonNode } from "../../ast/comparison-node.ts";
import type { LikeNode } from "../../ast/like-node.ts";
import type { MembershipNode } from "../../ast/membership-node.ts";
import type { NullNode } from "../../ast/null-node.ts";
import type { RegexNode } from "../../ast/regex-node.ts";
import type { TextNode } from "../../ast/text-node.ts";
import { afterPrefix, escapeLike } from "../../pattern/text-patterns.ts";
import type { SqlParameter } from "../../statement/compiled-statement.ts";
import { jsonPathForm, type TextForms } from "../json/json-path-form.ts";
import { COMPARISON_SQL, NEGATED_COMPARISON_SQL, orNull } from "../predicate-text.ts";
import type { Column, LeafForm, LeafForms } from "../query-dialect.ts";
import { listOf } from "../scalar-encoding.ts";
import { wholeNumberForm } from "../whole-number-form.ts";
import { arrayForm } from "./array-form.ts";
import { BYTEWISE, collationOf, textSql } from "./bytewise.ts";
import { binaryList } from "./codecs/binary-value.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { writeJsonPath } from "./json-path.ts";
import { postgresRegex } from "./regex-text.ts";

const comparison: LeafForm<ComparisonNode, PostgresCodec> = {
  parameter: (value, { codec }) => codec.encode(value),
  shape: (node) => node.operator,
  bind: (node, column, parameters) => {
    parameters.push(column.codec.encode(node.value));
  },
  print: (node, column, place, isNegated) => {
    const { kind } = column.field.type;
    const operator = (isNegated ? NEGATED_COMPARISON_SQL : COMPARISON_SQL)[node.operator];
    const collation = node.operator !== "eq" ? collationOf(column.field.type) : "";
    const text = `${column.sql} ${operator} ${place()}${collation}`;
    const isUpward = node.operator === "gt" || node.operator === "gte";
    const bounded = kind === "real" && isUpward ? withoutNaN(text, column, isNegated) : text;
    return isNegated ? orNull(bounded, column) : bounded;
  },
};

/** PostgreSQL takes NaN for greater than every number; it is greater than none. */
function withoutNaN(text: string, column: Column<PostgresCodec>, isNegated: boolean): string {
  return isNegated ? `(${text} OR ${column.sql} = 'NaN'::float8)` : `(${text} AND ${column.sql} < 'NaN'::float8)`;
}

/** Shorter lists stay legible in the server's log. */
const LONG_LIST = 1_000;

/** The type is written beside the placeholder, so that the server takes the list in its own form, too. */
function listParameter({ codec }: Column<PostgresCodec>, values: readonly unknown[]): SqlParameter {
  return codec.binary === undefined || values.length < LONG_LIST
    ? codec.encodeList(values)
    : binaryList(values, codec.binary);
}

const membership: LeafForm<MembershipNode, PostgresCodec> = {
  parameter: (values, column) => listParameter(column, listOf(values)),
  shape: () => "",
  bind: (node, column, parameters) => {
    parameters.push(listParameter(column, node.values));
  },
  print: (_node, column, place, isNegated) => {
    const list = `(${place()}::${column.codec.sqlType}[])`;
    return isNegated ? orNull(`${column.sql} <> ALL${list}`, column) : `${column.sql} = ANY${list}`;
  },
};

const nullness: LeafForm<NullNode, PostgresCodec> = {
  shape: () => "",
  bind: () => {},
  print: (_node, column, _place, isNegated) => `${column.sql} IS ${isNegated ? "NOT " : ""}NULL`,
};

/** A beginning is looked for as a range, which an index serves even when the parameter is not known yet. */
const text: LeafForm<TextNode, PostgresCodec> = {
  shape: (node) => (isRange(node) ? "range" : "like"),
  bind: (node, _column, parameters) => {
    const after = node.position === "start" ? afterPrefix(node.text) : undefined;
    if (after !== undefined) parameters.push(node.text, after);
    else
      parameters.push(
        `${node.position === "start" ? "" : "%"}${escapeLike(node.text)}${node.position === "end" ? "" : "%"}`,
      );
  },
  print: (node, column, place, isNegated) => {
    const sql = textSql(column);
    if (!isRange(node)) {
      const condition = `${sql} ${isNegated ? "NOT " : ""}LIKE ${place()}`;
      return isNegated ? orNull(condition, column) : condition;
    }
    const [low, high] = [place(), place()];
    if (!isNegated) return `(${sql} >= ${low}${BYTEWISE} AND ${sql} < ${high}${BYTEWISE})`;
    return orNull(`(${sql} < ${low}${BYTEWISE} OR ${sql} >= ${high}${BYTEWISE})`, column);
  },
};

function isRange(node: TextNode): boolean {
  return node.position === "start" && afterPrefix(node.text) !== undefined;
}

const like: LeafForm<LikeNode, PostgresCodec> = {
  shape: (node) => (node.ignoreCase ? "i" : ""),
  bind: (node, _column, parameters) => {
    parameters.push(node.pattern);
  },
  print: (node, column, place, isNegated) => {
    const left = node.ignoreCase ? `${textSql(column)}${BYTEWISE}` : textSql(column);
    const operator = `${isNegated ? "NOT " : ""}${node.ignoreCase ? "ILIKE" : "LIKE"}`;
    const condition = `${left} ${operator} ${place()}`;
    return isNegated ? orNull(condition, column) : condition;
  },
};

/** The collation "C" makes letters of ASCII the only ones, for word boundaries and for case. */
const regex: LeafForm<RegexNode, PostgresCodec> = {
  shape: (node) => (node.ignoreCase ? "i" : ""),
  bind: (node, _column, parameters) => {
    parameters.push(postgresRegex(node.parts));
  },
  print: (node, column, place, isNegated) => {
    const condition = `${textSql(column)}${BYTEWISE} ${isNegated ? "!" : ""}~${node.ignoreCase ? "*" : ""} ${place()}`;
    return isNegated ? orNull(condition, column) : condition;
  },
};

const wholeNumber = wholeNumberForm<PostgresCodec>((sql) => `${sql}::bigint`);

/** Conditions on texts, of columns and inside documents. */
export const postgresTexts: TextForms<PostgresCodec> = { text, like, regex };

/** How PostgreSQL says each kind of condition. */
export const postgresLeaves: LeafForms<PostgresCodec> = {
  comparison,
  membership,
  null: nullness,
  text,
  like,
  regex,
  jsonPath: jsonPathForm(postgresTexts, writeJsonPath),
  array: arrayForm({ comparison, membership, wholeNumber }),
  wholeNumber,
};
