import type { LogicalName, OperatorName, RelationOperatorName } from "./operator-name.ts";

/**
 * What each operator of a filter finds, in one line: the first line of its page in the documentation.
 *
 * @example
 * ```ts
 * import { OPERATOR_MEANINGS } from "@dataflow/query";
 *
 * console.log(OPERATOR_MEANINGS.$ne); // "Everything but a value, nulls too."
 * ```
 */
export const OPERATOR_MEANINGS = Object.freeze({
  $eq: "A value, or null; what a bare value means.",
  $ne: "Everything but a value, nulls too.",
  $gt: "Greater than a value.",
  $gte: "Greater than or equal to a value.",
  $lt: "Less than a value.",
  $lte: "Less than or equal to a value.",
  $between: "From one value to another, both included.",
  $in: "One of some values.",
  $nin: "None of some values, nulls too unless null is among them.",
  $exists: "Whether something is there: a column that is not null, a place in a document even when it holds null.",
  $null: "Whether it is null, or missing in a document.",
  $not: "Exactly the rows that the conditions under it do not match, nulls too.",
  $like: "Whole texts by a pattern of % and _, letter case included.",
  $ilike: "Whole texts by a pattern of % and _, in either letter case.",
  $startsWith: "Texts that start with another, letter case included.",
  $endsWith: "Texts that end with another, letter case included.",
  $contains: "Texts that contain another, letter case included.",
  $iStartsWith: "Texts that start with another, in either letter case.",
  $iEndsWith: "Texts that end with another, in either letter case.",
  $iContains: "Texts that contain another, in either letter case.",
  $regex: "Texts with a match of a regular expression.",
  $options: "Options of the $regex beside it: i, m and s.",
  $type: "A value of that type, or an array with an element of it.",
  $size: "An array has that many elements.",
  $elemMatch: "An array has one element that matches all of the conditions.",
  $mod: "Numbers whose remainder by the first is the second.",
  $all: "Every one of the values is there, in whatever order.",
  $overlap: "An array has at least one of the values as an element.",
  $bitsAllSet: "Whole numbers in which all bits of the mask are 1.",
  $bitsAnySet: "Whole numbers in which at least one bit of the mask is 1.",
  $bitsAllClear: "Whole numbers in which all bits of the mask are 0.",
  $bitsAnyClear: "Whole numbers in which at least one bit of the mask is 0.",
  $and: "What all of some filters match.",
  $or: "What any of some filters matches.",
  $nor: "What none of some filters matches.",
  $some: "Rows from which a relation leads to at least one row that matches.",
  $none: "Rows from which a relation leads to no row that matches.",
  $every: "Rows from which a relation leads to matching rows only.",
  $expr: "Fields of a row compared with each other.",
  $text: "Rows whose texts hold words and phrases, found by an index.",
} satisfies Record<OperatorName | LogicalName | RelationOperatorName, string>);
