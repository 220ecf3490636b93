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

/** What a run of a workflow gives whose one node is called "answer". */
interface Run<Answer> {
  readonly results: { readonly answer: Answer };
}

/**
 * An answer as it comes: at once, as a promise, or in what a run gives. It is not unpacked on the way: an async function
 * for that would cost as much as a part of what is measured.
 */
export type Reply<Answer> = Answer | Promise<Answer | Run<Answer>>;

/** Whether there was such a row. */
export type Deletion = boolean | { readonly deleted: boolean };

/** A page of users. */
export type Page = readonly StoredUser[] | { readonly records: readonly StoredUser[] };

/** One way to reach the users of a database of its own. What answers at once is not a promise. */
export interface UserAccess {
  readonly label: string;
  create(user: NewUser): Reply<StoredUser>;
  read(id: number): Reply<StoredUser>;
  update(id: number, age: number): Reply<StoredUser>;
  delete(id: number): Reply<Deletion>;
  /** Ten users after an id, in order. */
  list(afterId: number): Reply<Page>;
  /** The first thousand users, in order; absent where that is not compared. */
  listMany?(): Reply<Page>;
  close(): void | Promise<void>;
}

/** The user in a reply. */
export async function userIn(reply: Reply<StoredUser>): Promise<StoredUser> {
  const answer = await reply;
  return "results" in answer ? answer.results.answer : answer;
}

/** Whether there was a row to delete, by a reply. */
export async function deletedIn(reply: Reply<Deletion>): Promise<boolean> {
  const answer = await reply;
  const deletion = typeof answer === "object" && "results" in answer ? answer.results.answer : answer;
  return typeof deletion === "boolean" ? deletion : deletion.deleted;
}

/** The users in a reply. */
export async function usersIn(reply: Reply<Page>): Promise<readonly StoredUser[]> {
  const answer = await reply;
  const page = "results" in answer ? answer.results.answer : answer;
  return "records" in page ? page.records : page;
}

/** The same user for the same number. */
export function newUser(index: number): NewUser {
  return { name: `User ${index}`, email: `user${index}@example.com`, age: 18 + (index % 60), active: index % 3 !== 0 };
}
