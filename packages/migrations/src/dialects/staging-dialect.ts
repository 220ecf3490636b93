import type { Connection, DatabaseDescription } from "@dataflow/database";
import type { EnvironmentRecord } from "../history/environment-record.ts";

/** A claim on an environment: it ends with the process that has it. */
export interface EnvironmentHold {
  release(): Promise<void>;
}

/** What is found at the place of an environment. `"foreign"`: something that does not say that it is this environment. */
export type PlaceState = "absent" | "empty" | "marked" | "foreign";

/** Where an environment is to be made. */
export interface PlaceRequest {
  readonly id: string;
  readonly name: string;
  readonly directory: string | undefined;
}

/** All that differs between databases when a database of its own is made and removed. */
export interface StagingDialect {
  /** The name of the database to be made, which no other has. */
  newPlace(request: PlaceRequest): Promise<string>;
  describe(home: Connection, place: string): DatabaseDescription;
  /** Claims an environment. @returns undefined while somebody else who is alive has it */
  tryHold(home: Connection, record: EnvironmentRecord): Promise<EnvironmentHold | undefined>;
  /** Makes the empty database, in the way of the source's, and marks it. */
  create(home: Connection, record: EnvironmentRecord, source: Connection): Promise<void>;
  inspect(home: Connection, record: EnvironmentRecord): Promise<PlaceState>;
  /** Whether a database can be removed while it is in use, which ends what runs in it. */
  readonly removesOpen: boolean;
  /** Removes the database, also while others use it. One that is not there is removed already. */
  remove(home: Connection, place: string): Promise<void>;
  /** How much the database takes, in bytes. */
  bytes(staging: Connection): Promise<number>;
  /** What the database itself keeps in memory, in bytes; undefined where that is left to the operating system. */
  memoryBytes(connection: Connection): Promise<number | undefined>;
  /** How much a page of it takes. */
  pageBytes(staging: Connection): Promise<number>;
  /** Makes the database itself refuse to grow beyond, as if the disk were full. @returns false where it cannot */
  capBytes(staging: Connection, bytes: number): Promise<boolean>;
  /** Environments that are found where they are made, whether or not anybody's bookkeeping still has them. */
  strays(home: Connection, directory: string | undefined): Promise<readonly EnvironmentRecord[]>;
}
