/** Operators that stand under a field. */
export type OperatorName =
  | "$eq"
  | "$ne"
  | "$gt"
  | "$gte"
  | "$lt"
  | "$lte"
  | "$between"
  | "$in"
  | "$nin"
  | "$exists"
  | "$null"
  | "$not"
  | "$like"
  | "$ilike"
  | "$startsWith"
  | "$endsWith"
  | "$contains"
  | "$iStartsWith"
  | "$iEndsWith"
  | "$iContains"
  | "$regex"
  | "$options"
  | "$type"
  | "$mod"
  | "$all"
  | "$elemMatch"
  | "$size"
  | "$overlap"
  | "$bitsAllSet"
  | "$bitsAnySet"
  | "$bitsAllClear"
  | "$bitsAnyClear";

/** Operators that stand beside fields. */
export type LogicalName = "$and" | "$or" | "$nor" | "$not" | "$expr" | "$text";

/** What is said of the rows at the end of a relation. */
export type RelationOperatorName = "$some" | "$none" | "$every";
