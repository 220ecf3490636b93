import { allOperator } from "./array/all-operator.ts";
import { elemMatchOperator } from "./array/elem-match-operator.ts";
import { overlapOperator } from "./array/overlap-operator.ts";
import { sizeOperator } from "./array/size-operator.ts";
import { bitsAllClearOperator } from "./bitwise/bits-all-clear-operator.ts";
import { bitsAllSetOperator } from "./bitwise/bits-all-set-operator.ts";
import { bitsAnyClearOperator } from "./bitwise/bits-any-clear-operator.ts";
import { bitsAnySetOperator } from "./bitwise/bits-any-set-operator.ts";
import { betweenOperator } from "./comparison/between-operator.ts";
import { eqOperator } from "./comparison/eq-operator.ts";
import { gtOperator } from "./comparison/gt-operator.ts";
import { gteOperator } from "./comparison/gte-operator.ts";
import { inOperator } from "./comparison/in-operator.ts";
import { ltOperator } from "./comparison/lt-operator.ts";
import { lteOperator } from "./comparison/lte-operator.ts";
import { neOperator } from "./comparison/ne-operator.ts";
import { ninOperator } from "./comparison/nin-operator.ts";
import { existsOperator } from "./element/exists-operator.ts";
import { nullOperator } from "./element/null-operator.ts";
import { typeOperator } from "./element/type-operator.ts";
import { containsOperator } from "./evaluation/contains-operator.ts";
import { endsWithOperator } from "./evaluation/ends-with-operator.ts";
import { iContainsOperator } from "./evaluation/i-contains-operator.ts";
import { iEndsWithOperator } from "./evaluation/i-ends-with-operator.ts";
import { iStartsWithOperator } from "./evaluation/i-starts-with-operator.ts";
import { ilikeOperator } from "./evaluation/ilike-operator.ts";
import { likeOperator } from "./evaluation/like-operator.ts";
import { modOperator } from "./evaluation/mod-operator.ts";
import { optionsOperator } from "./evaluation/options-operator.ts";
import { regexOperator } from "./evaluation/regex-operator.ts";
import { startsWithOperator } from "./evaluation/starts-with-operator.ts";
import { andOperator } from "./logical/and-operator.ts";
import { exprOperator } from "./logical/expr-operator.ts";
import { fieldNotOperator } from "./logical/field-not-operator.ts";
import { norOperator } from "./logical/nor-operator.ts";
import { notOperator } from "./logical/not-operator.ts";
import { orOperator } from "./logical/or-operator.ts";
import { textSearchOperator } from "./logical/text-search-operator.ts";

import type {
  ExpressionDefinition,
  LogicalDefinition,
  OperatorDefinition,
  RelationDefinition,
} from "./operator-definition.ts";
import type { LogicalName, OperatorName, RelationOperatorName } from "./operator-name.ts";
import { everyOperator } from "./relation/every-operator.ts";
import { noneOperator } from "./relation/none-operator.ts";
import { someOperator } from "./relation/some-operator.ts";

const BY_NAME = {
  $eq: eqOperator,
  $ne: neOperator,
  $gt: gtOperator,
  $gte: gteOperator,
  $lt: ltOperator,
  $lte: lteOperator,
  $between: betweenOperator,
  $in: inOperator,
  $nin: ninOperator,
  $exists: existsOperator,
  $null: nullOperator,
  $not: fieldNotOperator,
  $like: likeOperator,
  $ilike: ilikeOperator,
  $startsWith: startsWithOperator,
  $endsWith: endsWithOperator,
  $contains: containsOperator,
  $iStartsWith: iStartsWithOperator,
  $iEndsWith: iEndsWithOperator,
  $iContains: iContainsOperator,
  $regex: regexOperator,
  $options: optionsOperator,
  $type: typeOperator,
  $mod: modOperator,
  $all: allOperator,
  $elemMatch: elemMatchOperator,
  $size: sizeOperator,
  $overlap: overlapOperator,
  $bitsAllSet: bitsAllSetOperator,
  $bitsAnySet: bitsAnySetOperator,
  $bitsAllClear: bitsAllClearOperator,
  $bitsAnyClear: bitsAnyClearOperator,
} satisfies Record<OperatorName, OperatorDefinition>;

const LOGICAL_BY_NAME = {
  $and: andOperator,
  $or: orOperator,
  $nor: norOperator,
  $not: notOperator,
  $expr: exprOperator,
  $text: textSearchOperator,
} satisfies Record<LogicalName, LogicalDefinition | ExpressionDefinition>;

const RELATION_BY_NAME = {
  $some: someOperator,
  $none: noneOperator,
  $every: everyOperator,
} satisfies Record<RelationOperatorName, RelationDefinition>;

/** Operators under a field. A Map, so that no name but these is found: not "constructor" either. */
export const OPERATORS: ReadonlyMap<string, OperatorDefinition> = new Map(Object.entries(BY_NAME));

/** Operators that stand beside fields. */
export const LOGICAL_OPERATORS: ReadonlyMap<string, LogicalDefinition | ExpressionDefinition> = new Map(
  Object.entries(LOGICAL_BY_NAME),
);

/** Operators under a relation. */
export const RELATION_OPERATORS: ReadonlyMap<string, RelationDefinition> = new Map(Object.entries(RELATION_BY_NAME));
