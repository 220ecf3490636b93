/** Filters for queries written with drizzle: the same as `@dataflow/query/drizzle`. */
export { type DrizzleFilter, drizzleFilter } from "@dataflow/query/drizzle";
