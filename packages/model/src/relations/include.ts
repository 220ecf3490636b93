import { describeKind, suggestion } from "@dataflow/core";
import { everything, type FilterNode, parseFields, parseFilter, parseSort, type SortNode } from "@dataflow/query";
import { invalidParameter, parseWholeNumber } from "../input/parse-scalars.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import { type Relation, relationsOf } from "./relation.ts";

/** One relation to be included, and what is wanted of the rows at its end. */
export interface Include {
  readonly relation: Relation;
  /** The model at its end. */
  readonly related: ModelBinding;
  readonly where: FilterNode;
  readonly orderBy: readonly SortNode[];
  /** How many rows for each row that they belong to. */
  readonly limit: number;
  /** The fields asked for; all when absent. */
  readonly fields?: readonly string[];
  readonly include: readonly Include[];
}

/** Relations that may follow one another, and rows of one relation beside one row. */
const MAX_LEVELS = 4;
const ROWS = Object.freeze({ standard: 100, least: 0, most: 10_000 });

const ONE_OPTIONS = ["filter", "fields", "include"] as const;
const MANY_OPTIONS = [...ONE_OPTIONS, "orderBy", "limit"] as const;

/** Where in the input the parser is. */
interface Place {
  readonly path: string;
  readonly level: number;
}

/**
 * Parses what is to be included.
 *
 * @param value names of relations, or an object of them with `true` or with what is wanted of each
 * @param binding the model whose relations they are
 * @param place where it stands
 * @returns the relations
 * @throws MODEL.INVALID_PARAMETER, QUERY.* for a filter or an order that cannot be meant
 */
export function parseInclude(
  value: unknown,
  binding: ModelBinding,
  place: Place = { path: "include", level: 1 },
): readonly Include[] {
  const { path, level } = place;
  if (level > MAX_LEVELS) {
    throw invalidParameter(
      path,
      `relations follow one another more than ${MAX_LEVELS} times`,
      "list the rest by itself",
    );
  }
  if (Array.isArray(value)) {
    const names: readonly unknown[] = value;
    return names.map((name, index) => {
      const own = `${path}.${index}`;
      if (names.indexOf(name) < index) throw invalidParameter(own, "it is named before", "name each relation once");
      return parseOne(name, true, binding, { path: own, level });
    });
  }
  if (typeof value !== "object" || value === null) {
    throw invalidParameter(
      path,
      `it is ${describeKind(value)}`,
      'pass relation names: ["customer"], or { customer: true }',
    );
  }
  return Object.entries(value).map(([name, wanted]) =>
    parseOne(name, wanted, binding, { path: `${path}.${name}`, level }),
  );
}

function parseOne(name: unknown, wanted: unknown, binding: ModelBinding, place: Place): Include {
  const relations = relationsOf(binding.definition, binding.host);
  const relation = typeof name === "string" ? relations.get(name) : undefined;
  if (relation === undefined) {
    const fix = `${suggestion(String(name), [...relations.keys()])}; a reference gets its relation's name from "as" or from a field that ends in Id, and the way back from "inverse" or from the model that refers`;
    throw invalidParameter(place.path, `${binding.definition.name} has no such relation`, fix);
  }
  const related = binding.host.bindingOf(relation.target);
  const options = optionsOf(wanted, relation, place);
  const { filter, orderBy, limit, fields, include } = options;
  return Object.freeze({
    relation,
    related,
    where: filter === undefined ? everything() : parseFilter(filter, related.table),
    orderBy: orderBy === undefined ? [] : parseSort(orderBy, related.table),
    limit: limit === undefined ? ROWS.standard : parseWholeNumber(limit, `${place.path}.limit`, ROWS),
    ...(fields === undefined ? {} : { fields: parseFields(fields, related.table) }),
    include:
      include === undefined
        ? []
        : parseInclude(include, related, { path: `${place.path}.include`, level: place.level + 1 }),
  });
}

type Options = Readonly<Partial<Record<(typeof MANY_OPTIONS)[number], unknown>>>;

function optionsOf(wanted: unknown, { kind, name }: Relation, { path }: Place): Options {
  if (wanted === true) return {};
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) {
    throw invalidParameter(
      path,
      `it is ${describeKind(wanted)}`,
      `write { ${name}: true }, or an object of what is wanted`,
    );
  }
  const known: readonly string[] = kind === "one" ? ONE_OPTIONS : MANY_OPTIONS;
  for (const option of Object.keys(wanted)) {
    if (known.includes(option)) continue;
    const problem =
      kind === "one" && (option === "limit" || option === "orderBy")
        ? `it has "${option}", and leads to one row at most`
        : `it has no option "${option}"`;
    throw invalidParameter(path, problem, suggestion(option, known));
  }
  // Own keys alone: what an object inherits nobody has written here.
  return Object.assign(Object.create(null) as object, wanted); // an object without keys, which TypeScript does not know
}

/**
 * The fields to read when some are asked for: those that relations are found by are read too, and left out again.
 *
 * @param fields the fields asked for; undefined for all
 * @param include the relations
 * @param others fields that are needed besides
 * @returns the fields to read; undefined for all
 */
export function fieldsToRead(
  fields: readonly string[] | undefined,
  include: readonly Include[],
  others: readonly string[] = [],
): readonly string[] | undefined {
  if (fields === undefined) return undefined;
  return [...new Set([...fields, ...others, ...include.map(({ relation }) => relation.field)])];
}
