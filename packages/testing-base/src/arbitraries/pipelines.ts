import fc from "fast-check";

/** One stage, as a user writes it. */
export type Stage = Readonly<Record<string, unknown>>;

/** What a random pipeline may name at a place. */
interface Names {
  /** Numbers and null. */
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  /** Lists of numbers. */
  readonly lists: readonly string[];
  /** JSON values. */
  readonly values: readonly string[];
  /** Lists of documents, and documents. */
  readonly documents: readonly DocumentName[];
  readonly isSorted: boolean;
}

interface DocumentName {
  readonly name: string;
  readonly isList: boolean;
  readonly inner: Pick<Names, "numbers" | "texts">;
}

/** A table that lookups may read. */
export interface ArbitraryTable {
  readonly name: string;
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly values: readonly string[];
}

/** Takes choices from a list of numbers, so that fast-check can make them smaller. */
class Choices {
  #at = 0;
  readonly #numbers: readonly number[];

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  below(most: number): number {
    return (this.#numbers[this.#at++ % this.#numbers.length] ?? 0) % most;
  }

  one<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  some<Item>(items: readonly Item[]): readonly Item[] {
    return items.filter(() => this.below(2) === 0);
  }
}

interface Step {
  readonly stage: Stage;
  readonly names: Names;
}

/**
 * Random pipelines, built from left to right over the names that there are at each place.
 *
 * @param start the table that they begin with
 * @param tables the tables that lookups may read
 * @returns lists of stages
 *
 * @example
 * ```ts
 * import { pipelines } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * const orders = { name: "Order", numbers: ["total"], texts: ["status"], values: [] };
 * fc.sample(pipelines(orders, [orders]), 3);
 * ```
 */
export function pipelines(start: ArbitraryTable, tables: readonly [ArbitraryTable, ...ArbitraryTable[]]) {
  return fc.array(fc.nat({ max: 1_000_000 }), { minLength: 40, maxLength: 80 }).map((numbers) => {
    const choices = new Choices(numbers);
    const stages: Stage[] = [];
    let names: Names = { ...start, lists: [], documents: [], isSorted: false };
    for (let left = 1 + choices.below(7); left > 0; left--) {
      const step = nextStage(names, choices, tables);
      stages.push(step.stage);
      names = step.names;
    }
    return stages;
  });
}

function nextStage(names: Names, choices: Choices, tables: readonly [ArbitraryTable, ...ArbitraryTable[]]): Step {
  const scalars = [...names.numbers, ...names.texts];
  const scalar = scalars[choices.below(scalars.length)];
  switch (choices.below(9)) {
    case 0:
      return scalar === undefined ? paged(names, choices) : { stage: match(scalar, names, choices), names };
    case 1:
      if (scalar === undefined) return paged(names, choices);
      return { stage: { $sort: { [scalar]: choices.one([1, -1]) } }, names: { ...names, isSorted: true } };
    case 2:
      return paged(names, choices);
    case 3:
      return scalar === undefined ? paged(names, choices) : project(scalar, names, choices);
    case 4:
    case 5:
      return unwind(names, choices) ?? lookup(names, choices, tables) ?? paged(names, choices);
    case 6:
    case 7:
      return lookup(names, choices, tables) ?? paged(names, choices);
    default:
      return scalar === undefined ? paged(names, choices) : group(scalar, names, choices);
  }
}

function paged(names: Names, choices: Choices): Step {
  return { stage: choices.below(2) === 0 ? { $limit: 1 + choices.below(30) } : { $skip: choices.below(4) }, names };
}

function match(scalar: string, names: Names, choices: Choices): Stage {
  const value = names.values[choices.below(names.values.length + 1)];
  if (value !== undefined) {
    const inside = { [`${value}.v`]: choices.one<unknown>([1, { $ne: null }, null, { $gte: 2 }]) };
    return { $match: choices.one<Stage>([inside, { [value]: choices.one<unknown>([1, { $gte: 2 }, "a"]) }]) };
  }
  if (names.numbers.includes(scalar) && choices.below(2) === 0)
    return { $match: { [scalar]: { $gte: choices.below(3) } } };
  return { $match: { [scalar]: choices.one([null, { $ne: null }]) } };
}

/** Names below another, or it itself. */
function under(name: string) {
  return (one: string) => one === name || one.startsWith(`${name}.`);
}

function without(names: Names, name: string): Names {
  const stays = (one: string) => !under(name)(one);
  return {
    ...names,
    numbers: names.numbers.filter(stays),
    texts: names.texts.filter(stays),
    lists: names.lists.filter(stays),
    values: names.values.filter(stays),
    documents: names.documents.filter((one) => stays(one.name)),
  };
}

function lookup(
  names: Names,
  choices: Choices,
  tables: readonly [ArbitraryTable, ...ArbitraryTable[]],
): Step | undefined {
  const local = names.numbers[choices.below(names.numbers.length)];
  if (local === undefined) return undefined;
  const table = choices.one(tables);
  const foreign = table.numbers[choices.below(table.numbers.length)] ?? "id";
  const as = choices.one(["d1", "l1", "name"]);
  const inner = choices.one([
    [],
    [{ $sort: { [table.texts[0] ?? "id"]: choices.one([1, -1]) } }],
    [{ $match: { [foreign]: { $gte: 1 } } }],
    [{ $match: { [foreign]: { $gte: 1 } } }, { $sort: { [table.texts[0] ?? "id"]: -1 } }, { $limit: 2 }],
    [{ $skip: 1 }, { $project: { id: 1, [foreign]: 1 } }],
  ]);
  const kept = inner.length === 2 ? { numbers: [...new Set(["id", foreign])], texts: [] } : table;
  const named = without(names, as);
  const document = { name: as, isList: true, inner: { numbers: kept.numbers, texts: kept.texts } };
  return {
    stage: { $lookup: { from: table.name, localField: local, foreignField: foreign, as, pipeline: inner } },
    names: { ...named, documents: [...named.documents, document] },
  };
}

function unwind(names: Names, choices: Choices): Step | undefined {
  const json = names.values[choices.below(names.values.length * 3)];
  if (json !== undefined) {
    const path = choices.one([`$${json}`, `$${json}.w`, `$${json}.w.x`]);
    return { stage: { $unwind: { path, preserveNullAndEmptyArrays: choices.below(2) === 0 } }, names };
  }
  const lists = names.documents.filter(({ isList }) => isList);
  const paths = [...lists.map(({ name }) => name), ...names.lists, ...names.values];
  const name = paths[choices.below(paths.length)];
  if (name === undefined) return undefined;
  const index = choices.below(2) === 0 || names.numbers.includes("i1") ? {} : { includeArrayIndex: "i1" };
  const stage = { $unwind: { path: `$${name}`, preserveNullAndEmptyArrays: choices.below(2) === 0, ...index } };
  const named = without(names, name);
  const numbers = "includeArrayIndex" in index ? [...named.numbers, "i1"] : named.numbers;
  const document = lists.find((one) => one.name === name);
  if (names.lists.includes(name)) return { stage, names: { ...named, numbers: [...numbers, name] } };
  if (document === undefined) return { stage, names: { ...named, numbers, values: [...named.values, name] } };
  const below = (inner: readonly string[]) => inner.map((one) => `${name}.${one}`);
  return {
    stage,
    names: {
      ...named,
      numbers: [...numbers, ...below(document.inner.numbers)],
      texts: [...named.texts, ...below(document.inner.texts)],
      documents: [...named.documents, { ...document, isList: false }],
    },
  };
}

function project(scalar: string, names: Names, choices: Choices): Step {
  const left = choices.below(4) === 0 && !scalar.includes(".") && scalar !== "_id";
  if (left) {
    const rest = without(names, scalar);
    if (rest.numbers.length + rest.texts.length > 0) return { stage: { $project: { [scalar]: 0 } }, names: rest };
  }
  const whole = choices.some(names.documents);
  const isFree = (name: string) => !under("_id")(name) && !whole.some((one) => under(one.name)(name));
  const numbers = choices.some(names.numbers).filter(isFree);
  const texts = choices.some(names.texts).filter(isFree);
  const lists = choices.some(names.lists);
  const values = choices.some(names.values);
  const others = [...numbers, ...texts, ...lists, ...values, ...whole.map(({ name }) => name)];
  const chosen = others.filter((name) => !others.some((other) => name.startsWith(`${other}.`)));
  const renamed = names.numbers.includes(scalar) ? { numbers: ["r1"], texts: [] } : { numbers: [], texts: ["r1"] };
  const isKept = (name: string) =>
    chosen.includes(name) || whole.some((one) => under(one.name)(name)) || under("_id")(name);
  const value = names.values[choices.below(names.values.length + 1)];
  const type = choices.one(["$number", "$string"]);
  const place = choices.one(["", ".v", ".w", ".w.x"]);
  const typed = value === undefined ? {} : { r2: { [type]: `$${value}${place}` } };
  const isReplaced = (name: string) => name === "r1" || (name === "r2" && value !== undefined);
  const typedNames = (wanted: string) => (value !== undefined && type === wanted ? ["r2"] : []);
  return {
    stage: {
      $project: {
        ...Object.fromEntries(chosen.filter((name) => !isReplaced(name)).map((name) => [name, 1])),
        ...typed,
        r1: `$${scalar}`,
      },
    },
    names: {
      numbers: [
        ...new Set([
          ...names.numbers.filter((name) => !isReplaced(name) && isKept(name)),
          ...renamed.numbers,
          ...typedNames("$number"),
        ]),
      ],
      texts: [
        ...new Set([
          ...names.texts.filter((name) => !isReplaced(name) && isKept(name)),
          ...renamed.texts,
          ...typedNames("$string"),
        ]),
      ],
      lists,
      values,
      documents: whole,
      isSorted: names.isSorted,
    },
  };
}

function group(scalar: string, names: Names, choices: Choices): Step {
  const other = names.numbers[choices.below(names.numbers.length)];
  const id = choices.one([null, `$${scalar}`, { a: `$${scalar}`, b: `$${other ?? scalar}` }]);
  const isText = names.texts.includes(scalar);
  const document = names.documents[choices.below(names.documents.length + 1)];
  const numbers =
    other === undefined
      ? {}
      : { sum: { $sum: `$${other}` }, all: { $push: `$${other}` }, set: { $addToSet: `$${other}` } };
  const first = names.isSorted && document !== undefined ? { first: { $first: `$${document.name}` } } : {};
  const pushed = document === undefined || document.isList ? {} : { docs: { $push: `$${document.name}` } };
  const made = { made: { $push: { s: `$${scalar}`, t: `$${other ?? scalar}` } } };
  const scalarNames = (name: string, kind: boolean) => (kind === isText ? [name] : []);
  const inner = {
    numbers: [...scalarNames("s", false), ...(isText && other === undefined ? [] : ["t"])],
    texts: scalarNames("s", true),
  };
  const ids = typeof id === "object" && id !== null;
  return {
    stage: { $group: { _id: id, n: { $sum: 1 }, ...numbers, ...first, ...pushed, ...made } },
    names: {
      numbers: [
        "n",
        ...(other === undefined ? [] : ["sum"]),
        ...(ids && other !== undefined ? ["_id.b"] : []),
        ...(id === null || isText ? [] : [ids ? "_id.a" : "_id"]),
      ],
      texts: id !== null && isText ? [ids ? "_id.a" : "_id"] : [],
      lists: other === undefined ? [] : ["all", "set"],
      values: [],
      documents: [
        { name: "made", isList: true, inner },
        ...("docs" in pushed && document !== undefined ? [{ ...document, name: "docs", isList: true }] : []),
      ],
      isSorted: false,
    },
  };
}
