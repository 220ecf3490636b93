/** The database of a DataFlow that was given no URL and finds none in the environment: a file, because that needs no server. */
export const DEFAULT_DATABASE_URL = "sqlite:dataflow.db";
