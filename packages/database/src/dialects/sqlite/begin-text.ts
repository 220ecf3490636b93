/** Locks at once: a transaction that reads first and writes later can fail at its first write, with no way to wait. */
export const BEGIN_TO_WRITE = "BEGIN IMMEDIATE";
/** How the handle that writes begins and ends a transaction that may not. */
export const READ_ONLY_BY_WRITER = { begin: "BEGIN; PRAGMA query_only = ON", afterwards: "PRAGMA query_only = OFF" };
