import type { CustomTypesConfig } from "pg";

const asText = (value: string): string => value;

/** Leaves every value as the server wrote it. `execute` is used with it: decoding is the query compiler's business. */
export const rawTypes: CustomTypesConfig = Object.freeze({ getTypeParser: () => asText });

/** Numbers of PostgreSQL's built-in types, fixed for all versions (`pg_type.oid`). */
const INT8 = 20;
const DATE = 1082;
const TIMESTAMP = 1114;
const INT8_ARRAY = 1016;
const TIMESTAMP_ARRAY = 1115;
const DATE_ARRAY = 1182;

const BOOLEAN = 16;
const BYTES = 17;
const INT2 = 21;
const INT4 = 23;
const OID = 26;
const FLOAT4 = 700;
const FLOAT8 = 701;

type ParseText = (value: string) => unknown;

/**
 * What `query` gives: the driver's values, but no 64-bit integer that lost digits, and no date that moved by the
 * machine's time zone.
 *
 * @param defaults the driver's own parsers
 */
export function friendlyTypes(defaults: CustomTypesConfig): CustomTypesConfig {
  const own = new Map<number, ParseText>([
    [INT8, exactInteger],
    [DATE, asText],
    [TIMESTAMP, utcDate],
    [INT8_ARRAY, asText],
    [TIMESTAMP_ARRAY, asText],
    [DATE_ARRAY, asText],
  ]);
  return { getTypeParser: (oid: number) => own.get(oid) ?? defaults.getTypeParser(oid, "text") };
}

function exactInteger(value: string): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}

/** `timestamp` without a zone: the session is in UTC. Infinity and years outside a Date's range stay text. */
function utcDate(value: string): Date | string {
  const date = new Date(`${value.replace(" ", "T")}Z`);
  return Number.isNaN(date.getTime()) ? value : date;
}

const MAPPER_PARSERS: ReadonlyMap<number, ParseText> = new Map<number, ParseText>([
  [BOOLEAN, (value) => value === "t"],
  [BYTES, (value) => Buffer.from(value.slice(2), "hex")],
  [INT2, Number],
  [INT4, Number],
  [OID, Number],
  [FLOAT4, Number],
  [FLOAT8, Number],
]);

/** What mappers get: whatever JavaScript holds exactly as such, and the server's text for the rest. */
export const mapperTypes: CustomTypesConfig = Object.freeze({
  getTypeParser: (oid: number) => MAPPER_PARSERS.get(oid) ?? asText,
});
