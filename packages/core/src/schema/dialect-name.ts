/** The databases DataFlow speaks to. Only a name: what a dialect means lives in the packages that know SQL. */
export type DialectName = "postgres" | "sqlite";
