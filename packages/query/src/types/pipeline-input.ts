/** A field in an expression, with `$` before its name: `"$total"`. */
export type FieldPath = `$${string}`;

/** A value at a place in a JSON field, where it has the type; null where it has another. */
export type JsonValuePath =
  | { readonly $string: FieldPath }
  | { readonly $number: FieldPath }
  | { readonly $boolean: FieldPath };

/** The part of a point in time that rows are grouped by. */
export type BucketPath = { readonly $year: FieldPath } | { readonly $month: FieldPath } | { readonly $day: FieldPath };

/** What a `$group` computes for each group. */
export type GroupOutput =
  | { readonly $sum: FieldPath | 1 }
  | { readonly $count: FieldPath | Readonly<Record<string, never>> }
  | { readonly $countDistinct: FieldPath }
  | { readonly $avg: FieldPath }
  | { readonly $min: FieldPath }
  | { readonly $max: FieldPath }
  | { readonly $stdDevPop: FieldPath }
  | { readonly $stdDevSamp: FieldPath }
  | { readonly $first: FieldPath }
  | { readonly $last: FieldPath }
  | { readonly $push: FieldPath | Readonly<Record<string, FieldPath>> }
  | { readonly $addToSet: FieldPath };

/** What makes a group: a field, a part of a date, several of them by name, or null for all rows together. */
export type GroupId = null | FieldPath | BucketPath | { readonly [name: string]: FieldPath | BucketPath };

/** What a `$unwind` is given beside the array. */
export interface UnwindOptions {
  readonly path: FieldPath;
  /** The field that an element's place is put into, from zero on. */
  readonly includeArrayIndex?: string;
  /** Whether a row without elements stays, with null for one. */
  readonly preserveNullAndEmptyArrays?: boolean;
}

/** What a `$lookup` is given. */
export interface LookupOptions {
  /** The model or table whose rows are looked up. */
  readonly from: string;
  readonly localField: string;
  /** The field of the other table that must be equal; null equals null. */
  readonly foreignField: string;
  /** The field that the list of documents is put into. */
  readonly as: string;
  /** What the other table's rows pass before. */
  readonly pipeline?: readonly PipelineStageInput[];
}

/** One stage. Names of fields are checked when the pipeline is parsed, because each stage has other ones. */
export type PipelineStageInput =
  | { readonly $match: object }
  | { readonly $group: { readonly _id: GroupId } & { readonly [name: string]: GroupOutput | GroupId } }
  | { readonly $sort: { readonly [field: string]: 1 | -1 } }
  | { readonly $unwind: FieldPath | UnwindOptions }
  | { readonly $lookup: LookupOptions }
  | { readonly $limit: number }
  | { readonly $skip: number }
  | { readonly $project: { readonly [name: string]: 0 | 1 | boolean | FieldPath | JsonValuePath } };

/**
 * Stages that rows pass one after the other.
 *
 * @example
 * ```ts
 * import type { PipelineInput } from "@dataflow/query";
 *
 * const bestShops: PipelineInput = [
 *   { $match: { status: "paid" } },
 *   { $group: { _id: "$shop", revenue: { $sum: "$total" } } },
 *   { $sort: { revenue: -1 } },
 *   { $limit: 5 },
 * ];
 * ```
 */
export type PipelineInput = readonly PipelineStageInput[];
