/**
 * What a column holds, said once for every dialect. How a dialect stores a kind is the dialect's business;
 * that it reads back as it was written is a promise.
 */
export type ColumnType =
  | { readonly kind: "text" /** Most characters (code points). */; readonly length?: number }
  | { readonly kind: "integer" /** 32 bits. */ }
  | { readonly kind: "bigint" /** 64 bits. */ }
  | { readonly kind: "real" /** IEEE 754 double. */ }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "timestamp" /** An instant, to the millisecond. */ }
  | { readonly kind: "date" }
  | { readonly kind: "time" /** Of day, to the millisecond. */ }
  | { readonly kind: "uuid" }
  | { readonly kind: "json" }
  | { readonly kind: "array"; readonly element: ScalarColumnType }
  | {
      readonly kind: "enum";
      readonly values: readonly string[] /** The type in the database's own words, where the enum is one of its types. */;
      readonly sql?: string;
    }
  | { readonly kind: "bytes" }
  | {
      readonly kind: "unknown" /** The type in the database's own words, for columns that no kind covers. */;
      readonly sql: string;
    };

/** What an element of an array column may be. */
export type ScalarColumnType = Exclude<ColumnType, { readonly kind: "array" | "json" | "bytes" | "unknown" }>;

/** The name of a kind of column. */
export type ColumnKind = ColumnType["kind"];
