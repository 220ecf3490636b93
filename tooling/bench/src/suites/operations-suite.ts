import { strict as assert } from "node:assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { interleavedRounds, type Variant, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { seededRandom } from "../measure/seeded-random.ts";
import { median, quantile, roundDifferences, roundRatios } from "../measure/statistics.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { methodUsers, nodeUsers } from "../users/model-users.ts";
import { postgresUsers } from "../users/postgres-users.ts";
import { sqliteUsers } from "../users/sqlite-users.ts";
import { deletedIn, newUser, type StoredUser, type UserAccess, userIn, usersIn } from "../users/user-access.ts";
import { postgresDatabases, sqliteDatabases, type UserDatabases } from "../users/user-databases.ts";

/** One database, how it is reached without us, and what we may cost there. */
interface Target {
  readonly name: string;
  readonly open: () => Promise<UserDatabases>;
  readonly plain: (place: string) => UserAccess;
  readonly methodGoal: number;
  readonly workflowGoal: number;
  readonly rounds: number;
  readonly batchSize: number;
  /** What is measured once more in a program that has an AsyncLocalStorage. */
  readonly inStorage: readonly string[];
}

const TARGETS: readonly Target[] = [
  {
    name: "SQLite",
    open: sqliteDatabases,
    plain: sqliteUsers,
    methodGoal: 1.15,
    workflowGoal: 1.3,
    rounds: 200,
    batchSize: 50,
    inStorage: ["read", "update"],
  },
  {
    name: "PostgreSQL",
    open: postgresDatabases,
    plain: postgresUsers,
    methodGoal: 1.05,
    workflowGoal: 1.1,
    rounds: 150,
    batchSize: 20,
    inStorage: [],
  },
];

const SEEDED_ROWS = 1_000;
const WARM_UP_ROUNDS = 50;

const COLUMNS = [
  { name: "µs", digits: 1 },
  { name: "µs more", digits: 1 },
  { name: "ratio", digits: 2 },
  { name: "quartiles from", digits: 2 },
  { name: "to", digits: 2 },
  { name: "CPU µs", digits: 1 },
  { name: "CPU ratio", digits: 2 },
] as const;

/**
 * What DataFlow adds to one statement: the same operation by the plain driver, by a method and by a node.
 *
 * @param settings how often
 * @returns a table for each database and operation, compared with the plain driver
 */
export async function operationsSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const target of TARGETS) tables.push(...(await measureTarget(target, settings)));
  return tables;
}

async function measureTarget(target: Target, settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const databases = await target.open();
  const accesses: UserAccess[] = [];
  try {
    accesses.push(target.plain((await databases.create()).plain));
    accesses.push(await methodUsers((await databases.create()).url));
    accesses.push(await nodeUsers((await databases.create()).url));
    const users: SeededUsers[] = [];
    for (const access of accesses) users.push(await seed(access));
    await assertSameKinds(users);
    const measure = (operation: MeasuredOperation) =>
      interleavedRounds({
        variants: users.map(operation.variant),
        rounds: settings.rounds ?? target.rounds,
        batchSize: operation.batchSize ?? target.batchSize,
        warmUpRounds: WARM_UP_ROUNDS,
      });
    const tables: ResultTable[] = [];
    for (const operation of OPERATIONS) {
      settings.say(`operations: ${target.name}, ${operation.name}`);
      tables.push(tableOf(target, operation, { samples: await measure(operation), facts: databases.facts }));
    }
    for (const operation of OPERATIONS.filter(({ name }) => target.inStorage.includes(name))) {
      settings.say(`operations: ${target.name}, ${operation.name}, with an AsyncLocalStorage`);
      tables.push(tableInStorage(target, operation, await inStorage(() => measure(operation))));
    }
    return tables;
  } finally {
    for (const access of accesses) await access.close();
    await databases.close();
  }
}

/** A way to the users, with rows in it and a choice of rows that is the same for every way. */
export interface SeededUsers {
  readonly access: UserAccess;
  readonly ids: readonly number[];
  readonly nextUser: () => ReturnType<typeof newUser>;
  readonly random: () => number;
}

/** Puts rows in, and makes sure that the answers are those of every other way. */
export async function seed(access: UserAccess): Promise<SeededUsers> {
  const ids: number[] = [];
  for (let index = 0; index < SEEDED_ROWS; index++) ids.push((await userIn(access.create(newUser(index)))).id);
  await assertSameWork(access, ids[0] ?? 0);
  let next = SEEDED_ROWS;
  return { access, ids, nextUser: () => newUser(next++), random: seededRandom(7) };
}

/** A variant that did not do what the others do would only look fast. */
async function assertSameWork(access: UserAccess, firstId: number): Promise<void> {
  const expected = { id: firstId, name: "User 0", email: "user0@example.com" };
  assert.deepEqual(essence(await userIn(access.read(firstId))), expected);
  assert.deepEqual(essence(await userIn(access.update(firstId, 44))), expected);
  if (access.listMany !== undefined) assert.equal((await usersIn(access.listMany())).length, SEEDED_ROWS);
  const page = await usersIn(access.list(firstId));
  assert.deepEqual(
    page.map(({ name }) => name),
    Array.from({ length: 10 }, (_, index) => `User ${index + 1}`),
  );
  const { id } = await userIn(access.create({ ...newUser(0), email: "gone@example.com" }));
  assert.equal(await deletedIn(access.delete(id)), true);
  assert.equal(await deletedIn(access.delete(id)), false);
}

/** A way that gives a number for a time would only look fast, too. */
async function assertSameKinds(users: readonly SeededUsers[]): Promise<void> {
  const kinds = [];
  for (const { access, ids } of users) {
    const row: object = await userIn(access.read(ids[0] ?? 0));
    kinds.push(Object.values(row).map((value: unknown) => Object(value).constructor));
  }
  for (const other of kinds) assert.deepEqual(other, kinds[0]);
}

function essence({ id, name, email }: StoredUser) {
  return { id, name, email };
}

export interface MeasuredOperation {
  readonly name: string;
  /** What it may cost where that does not depend on the database and the way. */
  readonly goal?: number;
  /** How often in a round, where the usual number would take long. */
  readonly batchSize?: number;
  readonly variant: (users: SeededUsers) => Variant;
}

/** What is measured of single operations. */
export const OPERATIONS: readonly MeasuredOperation[] = [
  {
    name: "create",
    variant: ({ access, nextUser }) => ({ label: access.label, run: () => access.create(nextUser()) }),
  },
  {
    name: "read",
    variant: ({ access, ids, random }) => ({ label: access.label, run: () => access.read(anyOf(ids, random)) }),
  },
  {
    name: "update",
    variant: ({ access, ids, random }) => ({
      label: access.label,
      run: () => access.update(anyOf(ids, random), 18 + Math.floor(random() * 60)),
    }),
  },
  { name: "delete", variant: deletion },
  {
    name: "list of 10",
    variant: ({ access, ids, random }) => ({
      label: access.label,
      run: () => access.list(anyOf(ids.slice(0, -10), random)),
    }),
  },
  {
    name: "list of 1,000",
    goal: 0.9,
    batchSize: 2,
    variant: ({ access }) => ({ label: access.label, run: () => access.listMany?.() }),
  },
];

/** Rows to delete are created beforehand, outside of what is measured. */
function deletion({ access, nextUser }: SeededUsers): Variant {
  const doomed: number[] = [];
  return {
    label: access.label,
    prepare: async (batchSize) => {
      doomed.length = 0;
      for (let index = 0; index < batchSize; index++) doomed.push((await userIn(access.create(nextUser()))).id);
    },
    run: (index) => access.delete(doomed[index] ?? 0),
  };
}

function anyOf(ids: readonly number[], random: () => number): number {
  return ids[Math.floor(random() * ids.length)] ?? 0;
}

interface Measured {
  readonly samples: readonly VariantSamples[];
  readonly facts: string;
}

function tableOf(target: Target, { name, goal }: MeasuredOperation, { samples, facts }: Measured): ResultTable {
  const [base, ...ours] = samples;
  if (base === undefined) throw new Error("there is nothing to compare with");
  const goals = [goal ?? target.methodGoal, goal ?? target.workflowGoal];
  return {
    title: `${target.name}: ${name}`,
    columns: COLUMNS,
    rows: [compare(base, base), ...ours.map((variant, index) => compare(variant, base, goals[index]))],
    ...(name === OPERATIONS[0]?.name ? { notes: [facts] } : {}),
  };
}

/** As in a program whose framework or tracing keeps one: Node then does more for every promise. */
async function inStorage<Result>(body: () => Promise<Result>): Promise<Result> {
  const storage = new AsyncLocalStorage<string>();
  try {
    return await storage.run("in use", body);
  } finally {
    storage.disable();
  }
}

function tableInStorage(target: Target, { name }: MeasuredOperation, samples: readonly VariantSamples[]): ResultTable {
  const [base] = samples;
  if (base === undefined) throw new Error("there is nothing to compare with");
  return {
    title: `${target.name}: ${name}, with an AsyncLocalStorage in use`,
    columns: COLUMNS,
    rows: samples.map((variant) => compare(variant, base)),
  };
}

function compare(variant: VariantSamples, base: VariantSamples, limit?: number): ResultRow {
  const ratios = roundRatios(variant.times, base.times);
  const ratio = median(ratios);
  const processor = median(variant.processorTimes);
  const figures = [
    median(variant.times),
    variant === base ? undefined : median(roundDifferences(variant.times, base.times)),
    ratio,
    quantile(ratios, 0.25),
    quantile(ratios, 0.75),
    processor,
    processor / median(base.processorTimes),
  ];
  return { label: variant.label, figures, ...(limit === undefined ? {} : { goal: atMost(ratio, limit, "×") }) };
}
