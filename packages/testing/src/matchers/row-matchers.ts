import { inspect, isDeepStrictEqual } from "node:util";
import { isDataFlowError, suggestion } from "@dataflow/core";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import { toMatchTable } from "./match-table.ts";

/** What a matcher found, in the form that test runners take. */
export interface MatchResult {
  readonly pass: boolean;
  /** What was found and what was expected, for the runner to show where they differ. */
  readonly actual?: unknown;
  readonly expected?: unknown;
  message(): string;
}

/** A row by field names. */
type Row = Readonly<Record<string, unknown>>;

/** A model, or whatever else can list rows. */
interface Listing {
  list(input: { readonly filter?: object; readonly limit: number }): Promise<{ readonly records: readonly object[] }>;
}

/** The constraints that a database can say were violated. */
const VIOLATIONS: ReadonlyMap<string, string> = new Map([
  ["unique", "DATABASE.UNIQUE_VIOLATION"],
  ["foreignKey", "DATABASE.FOREIGN_KEY_VIOLATION"],
  ["notNull", "DATABASE.NOT_NULL_VIOLATION"],
  ["check", "DATABASE.CHECK_VIOLATION"],
]);

const MOST_ROWS = 10_000;

/**
 * Whether a row has the values that are expected; fields that are not mentioned do not matter.
 *
 * @param received the row
 * @param expected some of its fields
 * @returns what was found
 */
export function toMatchRow(received: unknown, expected: object): MatchResult {
  const differing = differingFields(received, { ...expected });
  return {
    pass: differing.length === 0,
    message: () =>
      differing.length === 0
        ? `expected the row not to have ${inspect(expected)}`
        : `the row differs in ${differing.join(", ")}:\nexpected ${inspect(expected)}\nreceived ${inspect(received)}`,
  };
}

/**
 * Whether a table holds exactly the rows that are expected, in any order; fields that are not mentioned do not matter.
 *
 * @param received a model
 * @param expected a row for each row there is
 * @param filter which rows of the table to look at
 * @returns what was found
 */
export async function toHaveRows(
  received: unknown,
  expected: readonly object[],
  filter: object = {},
): Promise<MatchResult> {
  if (!isListing(received)) throw notListable();
  const { records } = await received.list({ filter, limit: MOST_ROWS });
  const left = [...records];
  const missing = expected.filter((row) => {
    const at = left.findIndex((record) => differingFields(record, { ...row }).length === 0);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return {
    pass: missing.length === 0 && left.length === 0,
    message: () =>
      missing.length === 0 && left.length === 0
        ? `expected the table not to hold exactly these ${expected.length} rows`
        : `the table holds other rows:\nmissing ${inspect(missing)}\nnot expected ${inspect(left)}`,
  };
}

/**
 * Whether a call violates a constraint.
 *
 * @param received a promise, or a function that is called
 * @param constraint `"unique"`, `"foreignKey"`, `"notNull"` or `"check"`
 * @param fields the fields of the constraint, when they matter
 * @returns what was found
 */
export async function toViolate(
  received: unknown,
  constraint: string,
  fields?: readonly string[],
): Promise<MatchResult> {
  const code = VIOLATIONS.get(constraint);
  if (code === undefined) throw unknownConstraint(constraint);
  let failure: unknown;
  try {
    await (typeof received === "function" ? received() : received);
    return { pass: false, message: () => `expected ${code}, and nothing failed` };
  } catch (error) {
    failure = error;
  }
  const found = isDataFlowError(failure) ? failure : undefined;
  const isFields = fields === undefined || isDeepStrictEqual(found?.meta.fields, fields);
  return {
    pass: found?.code === code && isFields,
    message: () =>
      `expected ${code}${fields === undefined ? "" : ` of ${fields.join(", ")}`}, found ${inspect(failure)}`,
  };
}

/** For a runner's `expect.extend`. */
export const rowMatchers = Object.freeze({ toMatchRow, toHaveRows, toMatchTable, toViolate });

/** The matchers by their names. */
export type RowMatchers = typeof rowMatchers;

function differingFields(received: unknown, expected: Row): readonly string[] {
  if (typeof received !== "object" || received === null) return Object.keys(expected);
  const row: Row = { ...received };
  return Object.keys(expected).filter((name) => {
    const wanted = expected[name];
    if (isAsymmetric(wanted)) return !wanted.asymmetricMatch(row[name]);
    return !isDeepStrictEqual(plain(row[name]), plain(wanted));
  });
}

/** Bytes are equal when their values are, whichever class holds them. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}

/** What runners call `expect.any(…)` and the like. */
function isAsymmetric(value: unknown): value is { asymmetricMatch(other: unknown): boolean } {
  return typeof value === "object" && value !== null && "asymmetricMatch" in value;
}

function isListing(value: unknown): value is Listing {
  return typeof value === "object" && value !== null && "list" in value && typeof value.list === "function";
}

function notListable() {
  return fixtureErrors.create("INVALID_OPTION", {
    message: "toHaveRows was given something else than a model",
    why: "it reads the rows by itself, so that it sees all of them",
    fix: "write expect(db.models.User).toHaveRows([…])",
  });
}

function unknownConstraint(constraint: string) {
  return fixtureErrors.create("INVALID_OPTION", {
    message: `toViolate knows no constraint "${constraint}"`,
    why: "a constraint that nothing can violate would make the test pass or fail for no reason",
    fix: suggestion(constraint, [...VIOLATIONS.keys()]),
  });
}
