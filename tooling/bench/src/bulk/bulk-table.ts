import { newUser } from "../users/user-access.ts";
import type { BulkInput, BulkOperation, UserChange } from "./bulk-techniques.ts";

/** The table of users beside what is measured: how it is brought to a state, and what is in it. */
export interface BulkTable {
  /** Leaves exactly the users 0 to count - 1, with the ids 1 to count. */
  fill(count: number): unknown;
  facts(): Promise<TableFacts>;
  /** The ids of all users in the order of the numbers in their names. */
  idsInOrder(): Promise<readonly number[]>;
  close(): unknown;
}

/** What tells one state of the table from another. */
export interface TableFacts {
  readonly rows: number;
  readonly emails: number;
  readonly ages: number;
  readonly nameLengths: number;
}

/** The rows that an operation is given, of a table with so many rows. */
export function inputOf(count: number): BulkInput {
  const users = Array.from({ length: count }, (_, index) => newUser(index));
  return {
    insert: users,
    insertWithIds: users,
    upsert: users.map((user) => ({ ...user, name: `New ${user.name}`, age: user.age + 1 })),
    updateEach: users.map(({ name, age }, index): UserChange => ({ id: index + 1, name: `New ${name}`, age: age + 1 })),
    deleteByIds: users.map((_, index) => index + 1),
  };
}

/** How many users are there before an operation: of an upsert, half of the rows. */
export function rowsBefore(operation: BulkOperation, count: number): number {
  if (operation === "insert" || operation === "insertWithIds") return 0;
  return operation === "upsert" ? count >> 1 : count;
}

/** What must be there afterwards. */
export function factsAfter(operation: BulkOperation, count: number): TableFacts {
  if (operation === "deleteByIds") return { rows: 0, emails: 0, ages: 0, nameLengths: 0 };
  const { insert, upsert } = inputOf(count);
  const stored = operation === "upsert" || operation === "updateEach" ? upsert : insert;
  return {
    rows: count,
    emails: count,
    ages: stored.reduce((sum, { age }) => sum + age, 0),
    nameLengths: stored.reduce((sum, { name }) => sum + name.length, 0),
  };
}

/** Refuses to measure what does not do its work. */
export function assertFacts(label: string, found: TableFacts, expected: TableFacts): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Error(`${label} left ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}
