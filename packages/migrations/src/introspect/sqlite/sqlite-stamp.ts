/** The stamp as an expression: SQLite counts the changes of a schema by itself. */
export const sqliteStamp = "(SELECT 'sqlite:' || schema_version FROM pragma_schema_version)";
