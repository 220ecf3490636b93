import type { NewUser } from "../users/user-access.ts";

/** New values for a stored user. */
export interface UserChange {
  readonly id: number;
  readonly name: string;
  readonly age: number;
}

/** What each operation is given. */
export interface BulkInput {
  readonly insert: readonly NewUser[];
  readonly insertWithIds: readonly NewUser[];
  /** By email; every other field of a stored user takes the new value. */
  readonly upsert: readonly NewUser[];
  readonly updateEach: readonly UserChange[];
  readonly deleteByIds: readonly number[];
}

export type BulkOperation = keyof BulkInput;

/** One way to do an operation. */
export interface BulkTechnique<Operation extends BulkOperation> {
  readonly label: string;
  /** How many rows it is given at most, when more would take too long to wait for. */
  readonly rows?: number;
  /** Whether it leaves out some of the work, to show what nothing can be faster than. */
  readonly isBound?: true;
  /** Does all of it, and has committed when it is done. Of `insertWithIds` it gives the ids in the order of the input. */
  readonly run: (input: BulkInput[Operation]) => unknown;
}

/** The ways to do each operation. One without an entry is one that the library cannot do. */
export type TechniqueLists = { readonly [Operation in BulkOperation]?: readonly BulkTechnique<Operation>[] };

/** All ways that one library knows, on a database of its own. */
export type BulkTechniques = TechniqueLists & { readonly close: () => unknown };

/** Opens a library on a database that has an empty table of users. */
export type OpenTechniques = (place: { readonly url: string; readonly plain: string }) => Promise<BulkTechniques>;
