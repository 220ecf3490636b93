import type { BulkTechniques } from "../bulk/bulk-techniques.ts";
import type { UserAccess } from "../users/user-access.ts";

/** Where a peer finds a database with an empty table of users. */
export interface PeerPlace {
  /** The URL of a server, or the path of a file. */
  readonly plain: string;
}

/** A library on one kind of database. */
export interface PeerDriver {
  /** Single operations, in each form that is documented. Every one is given a database of its own. */
  readonly accesses: readonly ((place: PeerPlace) => Promise<UserAccess>)[];
  /** Bulk operations. */
  readonly bulk: (place: PeerPlace) => Promise<BulkTechniques>;
}

/** A library that does what DataFlow does. A text says why it is left out on a kind of database. */
export interface Peer {
  readonly name: string;
  readonly package: string;
  readonly postgres: PeerDriver | string;
  readonly sqlite: PeerDriver | string;
}
