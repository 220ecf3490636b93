import { suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import type { LogicalName, OperatorName, RelationOperatorName } from "../operators/operator-name.ts";
import { LOGICAL_OPERATORS, OPERATORS, RELATION_OPERATORS } from "../operators/operators.ts";
import type { QueryTable } from "../table/query-table.ts";
import { shown, unknownField, unknownOperator } from "./filter-error.ts";
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from "./filter-limits.ts";
import { MAX_PATH_KEYS } from "./parse-json-path.ts";

/**
 * What one caller may ask. Whatever is not listed does not exist for that caller: the same error answers a field that
 * is not listed and one that the table does not have.
 */
export interface FilterAllowance {
  /**
   * Fields by name, places in JSON documents and fields along relations by dotted name (`"customer.name"`); each stands
   * for all that is below it too, so list the fields of a relation rather than the relation. A list, or
   * each with the operators that may stand under it, and `$text` where it may be searched.
   */
  readonly fields: readonly string[] | Readonly<Record<string, readonly (OperatorName | "$text")[]>>;
  /** Operators, those beside fields among them; a bare value counts as `$eq`. All when left out. */
  readonly operators?: readonly (OperatorName | LogicalName | RelationOperatorName)[];
}

/** How a filter is parsed. Limits are the program's to raise, never the filter's. */
export interface FilterOptions extends Partial<FilterLimits> {
  /** What the caller may ask; everything when left out. */
  readonly allow?: FilterAllowance;
}

/** What a filter may name. */
export interface FilterPermission {
  /** The fields that may be named, for messages. */
  readonly fieldNames: (table: QueryTable, prefix: string) => readonly string[];
  /** The operators that may stand under a field or a place; undefined where it may not be named. */
  readonly operatorsUnder: (key: string) => ReadonlySet<string> | undefined;
  /** Whether something below a relation may be named. */
  readonly leadsOn: (key: string) => boolean;
  /** The operators that may stand beside fields, and under relations. */
  readonly logicalOperators: ReadonlySet<string>;
}

const ALL_OPERATORS: ReadonlySet<string> = new Set([
  ...OPERATORS.keys(),
  ...LOGICAL_OPERATORS.keys(),
  ...RELATION_OPERATORS.keys(),
]);
/** For callers that may ask everything. */
export const EVERYTHING_ALLOWED: FilterPermission = Object.freeze({
  fieldNames: (table: QueryTable) => [...table.fields.keys(), ...(table.relations?.names() ?? [])],
  leadsOn: () => true,
  operatorsUnder: () => ALL_OPERATORS,
  logicalOperators: ALL_OPERATORS,
});
const OPTION_NAMES: readonly string[] = [...Object.keys(DEFAULT_FILTER_LIMITS), "allow"];

/**
 * The limits of a parse.
 *
 * @param options what was given
 * @returns every limit
 * @throws QUERY.UNKNOWN_OPTION, QUERY.INVALID_OPTION
 */
export function filterLimits(options: FilterOptions): FilterLimits {
  if (options === DEFAULT_FILTER_LIMITS) return DEFAULT_FILTER_LIMITS;
  const { allow: _, ...limits } = options;
  for (const [name, limit] of Object.entries(limits)) {
    if (!OPTION_NAMES.includes(name)) throw unknownOption(name, OPTION_NAMES);
    if (Number.isSafeInteger(limit) && limit > 0) continue;
    throw queryErrors.create("INVALID_OPTION", {
      message: `The limit "${name}" of a filter is not a whole number from one on`,
      why: "a limit that no number can pass would be none",
      fix: "pass a whole number, or leave it out for the default",
      meta: { option: name },
    });
  }
  return { ...DEFAULT_FILTER_LIMITS, ...limits };
}

/**
 * What a filter may name.
 *
 * @param allow what the caller may ask
 * @param table the table
 * @returns the permission
 * @throws QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNKNOWN_OPTION when the allowance itself names what is not there
 */
export function filterPermission(allow: FilterAllowance | undefined, table: QueryTable): FilterPermission {
  if (allow === undefined) return EVERYTHING_ALLOWED;
  const stray = Object.keys(allow).find((name) => name !== "fields" && name !== "operators");
  if (stray !== undefined) throw unknownOption(stray, ["fields", "operators"]);
  const operators = listedOperators(allow.operators, "allow.operators");
  const both = (own: ReadonlySet<string>) => new Set([...own].filter((name) => operators.has(name)));
  const fields = new Map<string, ReadonlySet<string>>();
  for (const [name, own] of listedFields(allow.fields)) {
    checkField(name, table);
    fields.set(name, own === undefined ? operators : both(listedOperators(own, `allow.fields.${name}`)));
  }
  return {
    fieldNames: (_table, prefix) => namesBelow(prefix, [...fields.keys()]),
    leadsOn: (key) => [...fields.keys()].some((name) => name.startsWith(`${key}.`)),
    operatorsUnder: (key) => nearest(key, fields),
    logicalOperators: operators,
  };
}

function listedFields(fields: FilterAllowance["fields"]): readonly [string, readonly string[] | undefined][] {
  return isList(fields) ? fields.map((name) => [name, undefined]) : Object.entries(fields);
}

function isList(fields: FilterAllowance["fields"]): fields is readonly string[] {
  return Array.isArray(fields);
}

function namesBelow(prefix: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

function checkField(name: string, table: QueryTable): void {
  if (table.fields.has(name)) return;
  const dot = name.indexOf(".");
  const relation = table.relations?.get(dot < 0 ? name : name.slice(0, dot));
  if (relation !== undefined) {
    if (dot >= 0) checkField(name.slice(dot + 1), relation.target);
    return;
  }
  const source = dot < 0 ? undefined : table.sources?.get(name.slice(0, dot));
  if (source !== undefined) {
    checkField(name.slice(dot + 1), source.table);
    return;
  }
  const isPlace = dot > 0 && table.fields.get(name.slice(0, dot))?.type.kind === "json";
  if (!isPlace) throw unknownField(name, "allow.fields", table);
}

function listedOperators(names: readonly string[] | undefined, path: string): ReadonlySet<string> {
  if (names === undefined) return ALL_OPERATORS;
  const unknown = names.find((name) => !ALL_OPERATORS.has(name));
  if (unknown !== undefined) throw unknownOperator(unknown, path, [...ALL_OPERATORS]);
  return new Set(names.includes("$regex") ? [...names, "$options"] : names);
}

/** What is said of a key, or of the nearest place above it. Longer keys than any document's are not looked through. */
function nearest(key: string, fields: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> | undefined {
  let found: ReadonlySet<string> | undefined;
  let dot = key.indexOf(".");
  for (let depth = 0; dot >= 0 && depth <= MAX_PATH_KEYS; depth++) {
    found = fields.get(key.slice(0, dot)) ?? found;
    dot = key.indexOf(".", dot + 1);
  }
  return fields.get(key) ?? found;
}

function unknownOption(name: string, valid: readonly string[]) {
  return queryErrors.create("UNKNOWN_OPTION", {
    message: `A filter has no option "${shown(name)}"`,
    why: "an option that is not known would be ignored",
    fix: suggestion(name, valid),
    meta: { option: shown(name) },
  });
}
