import { dialects } from "../dialects/dialects.ts";
import { databaseErrors } from "../errors/database-errors.ts";
import type { DatabaseDescription } from "../url/database-description.ts";
import type { Connection } from "./connection.ts";

/** Kept here and not in the connections: whoever prints a connection must not find a password. */
const origins = new WeakMap<Connection, DatabaseDescription>();

/** Notes what a connection was made of. */
export function noteOrigin(connection: Connection, description: DatabaseDescription): void {
  origins.set(connection, description);
}

/**
 * Describes another database in the same place, or the same one for another connection: on the same server with the same user, or in another file.
 *
 * @param connection made by `connect`
 * @param database the name of a database on the server; a path where databases are files; absent: the connection's own
 * @returns a frozen description for `connect`; its password is not enumerable
 * @throws DATABASE.INVALID_OPTION when this copy of the package did not make the connection, or the name is empty
 * @example
 * ```ts
 * import { connect, describeBeside, describeTarget } from "@dataflow/database";
 *
 * const shop = connect("postgresql://app:secret@localhost/shop");
 * const copy = describeBeside(shop, "shop_copy");
 * console.log(describeTarget(copy)); // "postgresql://app@localhost:5432/shop_copy"
 * await shop.close();
 * ```
 */
export function describeBeside(connection: Connection, database?: string): DatabaseDescription {
  const origin = origins.get(connection);
  if (origin === undefined) throw unknownOrigin();
  if (database !== undefined && (typeof database !== "string" || database === "")) throw withoutName();
  // Every description was opened by its dialect before it was noted.
  const beside = dialects.get(origin.dialect)?.describeBeside(origin, database);
  if (beside === undefined) throw unknownOrigin();
  return beside;
}

function unknownOrigin(): Error {
  return databaseErrors.create("INVALID_OPTION", {
    message: "describeBeside was given a connection that this copy of @dataflow/database did not make",
    why: "only the place that a connection was made with says where its neighbours are",
    fix: "make the connection with connect() of the same package",
  });
}

function withoutName(): Error {
  return databaseErrors.create("INVALID_OPTION", {
    message: "describeBeside was given no name",
    why: "a database without a name would be the user's own one",
    fix: "give the name of a database, or a path where databases are files",
  });
}
