/** How rows are chosen. */
export const SAMPLING_STRATEGIES = ["representative", "random", "stratified"] as const;

/**
 * `"random"`: rows by chance. `"stratified"`: the same part of every group of rows, at least one of each.
 * `"representative"`: by chance, and beside these a row of each value of columns with few values, rows with the smallest and
 * largest values, the longest texts and without a value.
 */
export type SamplingStrategy = (typeof SAMPLING_STRATEGIES)[number];

/** Which rows of the source a staging environment gets. */
export interface DataSamplingStrategy {
  /** Default `"representative"`. */
  readonly strategy?: SamplingStrategy;
  /** How many of a hundred rows are chosen in every table. 100 copies everything. Default 10. */
  readonly samplePercentage?: number;
  /** Whether rows that chosen rows refer to come too. Default true. */
  readonly preserveReferentialIntegrity?: boolean;
  /** The most rows that are chosen in a table. Rows that others refer to come all the same, and the report says so. */
  readonly maxRowsPerTable?: number;
  /** Another number chooses other rows; the same one chooses the same rows again. Default 1. */
  readonly seed?: number;
  /** The columns that make groups, by table: `{ orders: ["status", "country"] }`. Default: columns with few values. */
  readonly strata?: Readonly<Record<string, readonly string[]>>;
}

/** What an environment may use. When it uses more it is removed. */
export interface ResourceLimits {
  readonly maxStorageGb?: number;
  readonly maxStorageBytes?: number;
  readonly maxDurationHours?: number;
  readonly maxDurationMs?: number;
}

/**
 * What becomes of a value: `"hash"`, another one of its kind, the same for equal values; `"null"`; `"redact"`, its letters
 * and digits covered; or what a function makes of its text.
 */
export type Mask = "hash" | "null" | "redact" | ((value: string) => string);

/** Columns whose values must not leave the source: `{ "users.email": "hash" }`. Keys that refer to them follow. */
export type Masking = Readonly<Record<string, Mask>>;

/** What a staging environment is to be. */
export interface StagingRequest {
  /** For people; it becomes a part of the database's name. */
  readonly environmentName: string;
  readonly dataSamplingStrategy?: DataSamplingStrategy;
  readonly resourceLimits?: ResourceLimits;
  readonly masking?: Masking;
  /** Stops the making of the environment, and removes what there is of it. */
  readonly signal?: AbortSignal;
}

/** Where staging environments are made. */
export interface StagingOptions {
  /** A database on the server that they are made on. Default: the server of the source. */
  readonly stagingUrl?: string;
  /** The folder of databases that are files. Default: one of the user's own under the system's folder for temporary files. */
  readonly directory?: string;
}
