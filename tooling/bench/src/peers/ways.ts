import { methodUsers, nodeUsers } from "../users/model-users.ts";
import { postgresUsers } from "../users/postgres-users.ts";
import { promisedSqliteUsers, sqliteUsers } from "../users/sqlite-users.ts";
import type { UserAccess } from "../users/user-access.ts";
import { loadPeer } from "./load-peers.ts";
import type { Peer } from "./peer.ts";

/** A kind of database that is compared on. */
export type TargetKey = "postgres" | "sqlite";

/** One way to reach the users, as plain data: a process of its own is told of it. */
export type Way =
  | { readonly owner: "driver" | "method" | "workflow" }
  /** The place of a library among all, and of one of its forms. */
  | { readonly owner: "peer"; readonly peer: number; readonly form: number };

/** Where the users are. */
export interface WayPlace {
  readonly url: string;
  readonly plain: string;
}

/**
 * Lists the ways that are compared with the plain driver.
 *
 * @param key the kind of database
 * @param peers all libraries
 * @returns DataFlow's ways first
 */
export function waysOf(key: TargetKey, peers: readonly Peer[]): readonly Way[] {
  const theirs = peers.flatMap(({ [key]: driver }, peer): readonly Way[] =>
    typeof driver === "string" ? [] : driver.accesses.map((_, form) => ({ owner: "peer", peer, form })),
  );
  const behindPromise: readonly Way[] = key === "sqlite" ? [{ owner: "driver" }] : [];
  return [{ owner: "method" }, { owner: "workflow" }, ...behindPromise, ...theirs];
}

/** Opens the users by the plain driver. */
export function openPlain(key: TargetKey, { plain }: WayPlace): UserAccess {
  return key === "sqlite" ? sqliteUsers(plain) : postgresUsers(plain);
}

/** Opens the users in one way, and loads nothing else. */
export async function openWay(key: TargetKey, way: Way, place: WayPlace): Promise<UserAccess> {
  switch (way.owner) {
    case "method":
      return { ...(await methodUsers(place.url)), label: "DataFlow, method" };
    case "workflow":
      return { ...(await nodeUsers(place.url)), label: "DataFlow, workflow" };
    case "driver":
      return promisedSqliteUsers(place.plain);
    case "peer": {
      const driver = (await loadPeer(way.peer))[key];
      const open = typeof driver === "string" ? undefined : driver.accesses[way.form];
      if (open === undefined) throw new Error(`the library ${way.peer} has no form ${way.form}`);
      return open(place);
    }
  }
}
