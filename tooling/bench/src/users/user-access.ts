/** What is stored in the operations and bulk suites. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly age: number;
  readonly active: boolean;
}

/** A stored row, as far as every variant must agree on it. */
export interface StoredUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** One way to reach the users of a database of its own. What answers at once is not a promise. */
export interface UserAccess {
  readonly label: string;
  create(user: NewUser): StoredUser | Promise<StoredUser>;
  read(id: number): StoredUser | Promise<StoredUser>;
  update(id: number, age: number): StoredUser | Promise<StoredUser>;
  /** Gives whether there was such a row. */
  delete(id: number): boolean | Promise<boolean>;
  /** Ten users after an id, in order. */
  list(afterId: number): readonly StoredUser[] | Promise<readonly StoredUser[]>;
  /** The first thousand users, in order; absent where that is not compared. */
  listMany?(): readonly StoredUser[] | Promise<readonly StoredUser[]>;
  close(): void | Promise<void>;
}

/** The same user for the same number. */
export function newUser(index: number): NewUser {
  return { name: `User ${index}`, email: `user${index}@example.com`, age: 18 + (index % 60), active: index % 3 !== 0 };
}
