import { allOf, anyOf, compileStatement, equals, type FilterNode, isOneOf } from "@dataflow/query";
import { keyReader } from "../input/key-reader.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { PreparedRows, Row, RowSet } from "../operation/operation.ts";

/** What is changed, and how its rows are found. */
interface KeyedTask {
  readonly binding: ModelBinding;
  readonly keys: readonly string[];
}

/** A row that is to be changed, with what the database has of it. */
interface Change {
  readonly set: RowSet;
  readonly values: unknown[];
  readonly stored: Row;
  /** The rows that wait for this one. */
  readonly dependents: Change[];
  /** How many rows this one waits for. */
  waitsFor: number;
}

/**
 * Puts rows that are changed by their keys into an order in which each finds its unique values free: behind the rows that
 * give them up. Rows that exchange values in a ring have no such order; they come last, and the database refuses them.
 *
 * @param prepared the rows, keys first; no key comes twice
 * @param task the model and the fields of the key
 * @returns the same rows, as sets in that order; undefined when none takes what another one gives up
 */
export async function inTurn({ sets, problems }: PreparedRows, task: KeyedTask): Promise<PreparedRows | undefined> {
  const { definition } = task.binding;
  const brought = new Set(sets.flatMap(({ fields }) => fields.slice(task.keys.length)));
  const uniqueKeys = definition.uniqueKeys.filter((key) => key.some((name) => brought.has(name)));
  if (uniqueKeys.length === 0) return undefined;
  const changes = await storedChanges(sets, [...new Set([...task.keys, ...uniqueKeys.flat()])], task);
  let isHandedOn = false;
  for (const key of uniqueKeys) if (linkBy(key, changes, task)) isHandedOn = true;
  return isHandedOn ? { sets: layersOf(changes).flatMap(setsOf), problems } : undefined;
}

/** How many rows are looked up at once: of several fields, each is a condition of its own. */
const LOOKED_UP = { single: 10_000, composite: 200 } as const;

/** Rows that the database does not have, or does not show, change nothing. */
async function storedChanges(
  sets: readonly RowSet[],
  fields: readonly string[],
  { binding, keys }: KeyedTask,
): Promise<readonly Change[]> {
  const { definition, host, table } = binding;
  const readKey = keyReader(definition, keys, false)(keys);
  const rows = new Map<unknown, Pick<Change, "set" | "values">>();
  for (const set of sets)
    for (const values of set.values) rows.set(readKey(values.slice(0, keys.length)), { set, values });
  const wanted = [...rows.values()];
  const most = keys.length === 1 ? LOOKED_UP.single : LOOKED_UP.composite;
  const changes: Change[] = [];
  for (let start = 0; start < wanted.length; start += most) {
    const found = keysFilter(keys, wanted.slice(start, start + most));
    const where = allOf([found, binding.visible()]);
    const statement = { kind: "select", table, where, orderBy: [], fields } as const;
    const { plan, parameters } = compileStatement(statement, host.connection.dialect);
    for (const raw of (await host.connection.execute(plan, parameters)).rows) {
      const stored = plan.readRow(raw);
      const row = rows.get(readKey(keys.map((name) => stored[name])));
      if (row !== undefined) changes.push({ ...row, stored, dependents: [], waitsFor: 0 });
    }
  }
  return changes;
}

function keysFilter(keys: readonly string[], rows: readonly Pick<Change, "values">[]): FilterNode {
  const [only = "", ...others] = keys;
  if (others.length === 0)
    return isOneOf(
      only,
      rows.map(({ values }) => values[0]),
    );
  return anyOf(rows.map(({ values }) => allOf(keys.map((name, index) => equals(name, values[index])))));
}

/** Lets each row wait for the one that has what it takes. @returns whether one has to */
function linkBy(key: readonly string[], changes: readonly Change[], { binding, keys }: KeyedTask): boolean {
  const readKey = keyReader(binding.definition, key, false)(key);
  const moves = changes.map((change) => {
    const before = readKey(key.map((name) => change.stored[name]));
    const after = readKey(key.map((name) => valueAfter(change, name, keys.length)));
    return { change, before, after };
  });
  const givenUp = new Map(
    moves.filter(({ before, after }) => before !== after).map((move) => [move.before, move.change]),
  );
  givenUp.delete(undefined);
  let isHandedOn = false;
  for (const { change, after } of moves) {
    const owner = givenUp.get(after);
    if (owner === undefined || owner === change) continue;
    owner.dependents.push(change);
    change.waitsFor++;
    isHandedOn = true;
  }
  return isHandedOn;
}

function valueAfter({ set, values, stored }: Change, name: string, keyCount: number): unknown {
  const place = set.fields.indexOf(name);
  return place < keyCount ? stored[name] : values[place];
}

/** Rows that wait for nobody, then those that waited for these alone, and so on. */
function layersOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const layers: (readonly Change[])[] = [];
  let layer: readonly Change[] = changes.filter(({ waitsFor }) => waitsFor === 0);
  while (layer.length > 0) {
    layers.push(layer);
    const next: Change[] = [];
    for (const { dependents } of layer) for (const one of dependents) if (--one.waitsFor === 0) next.push(one);
    layer = next;
  }
  const ring = changes.filter(({ waitsFor }) => waitsFor > 0);
  return ring.length === 0 ? layers : [...layers, ring];
}

/** Rows of several shapes need several statements. */
function setsOf(layer: readonly Change[]): readonly RowSet[] {
  const sets = new Map<RowSet, unknown[][]>();
  for (const { set, values } of layer) {
    const rows = sets.get(set);
    if (rows === undefined) sets.set(set, [values]);
    else rows.push(values);
  }
  return [...sets].map(([{ fields }, values]) => ({ fields, values }));
}
