/** The database schema in which this package keeps its own account: no part of any catalog. */
export const BOOKKEEPING_SCHEMA = "_dataflow";
