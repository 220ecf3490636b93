/** Types as the server writes them, taken apart: `numeric(12,2)[]` is a numeric with two modifiers, an array. */
interface TypeParts {
  readonly base: string;
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
}

function typeParts(type: string): TypeParts {
  const isArray = type.endsWith("[]");
  const scalar = type.replace(/(?:\[\])+$/, "");
  const found = /^(?<head>[^(]*?)\s*\((?<modifiers>[\d,\s-]+)\)(?<tail>.*)$/.exec(scalar)?.groups;
  if (found === undefined) return { base: scalar, modifiers: [], isArray };
  const modifiers = (found.modifiers ?? "").split(",").map(Number);
  return { base: `${found.head ?? ""}${found.tail ?? ""}`, modifiers, isArray };
}

const INTEGERS: ReadonlyMap<string, { readonly order: number; readonly digits: number }> = new Map([
  ["smallint", { order: 1, digits: 5 }],
  ["integer", { order: 2, digits: 10 }],
  ["bigint", { order: 3, digits: 19 }],
]);
const FLOATS: ReadonlySet<string> = new Set(["real", "double precision"]);
const TEXTS: ReadonlySet<string> = new Set(["text", "character varying", "character", '"char"', "name"]);
const TIMES: ReadonlySet<string> = new Set(["timestamp without time zone", "timestamp with time zone"]);

/**
 * Whether every value of one type is kept whole by another. What is not known to be so counts as not.
 *
 * @param from the type there is, as the server writes it
 * @param to the type wanted
 * @returns true when no value can be cut, rounded or refused
 */
export function isWidening(from: string, to: string): boolean {
  if (from === to) return true;
  const [old, wanted] = [typeParts(from), typeParts(to)];
  if (old.isArray !== wanted.isArray) return false;
  if (wanted.base === "text") return true;
  if (wanted.base === "character varying") return TEXTS.has(old.base) && widerText(old, wanted);
  if (old.base === wanted.base) return widerModifiers(old, wanted);
  const integer = INTEGERS.get(old.base);
  if (integer === undefined) return (old.base === "date" && TIMES.has(wanted.base)) || isFloatWidening(old, wanted);
  const wider = INTEGERS.get(wanted.base);
  if (wider !== undefined) return wider.order > integer.order;
  if (wanted.base === "numeric") return holdsDigits(wanted, integer.digits);
  // Integers up to 32 bits are exact in a double.
  return wanted.base === "double precision" && integer.order < 3;
}

function isFloatWidening(old: TypeParts, wanted: TypeParts): boolean {
  return old.base === "real" && wanted.base === "double precision";
}

function widerText(old: TypeParts, wanted: TypeParts): boolean {
  const [length] = wanted.modifiers;
  if (length === undefined) return true;
  // A char without a length is one character; other texts without one have no limit.
  const [before = old.base === "character" ? 1 : Number.POSITIVE_INFINITY] = old.modifiers;
  return before <= length;
}

function widerModifiers(old: TypeParts, wanted: TypeParts): boolean {
  if (wanted.modifiers.length === 0) return true;
  if (old.modifiers.length === 0) return false;
  if (old.base === "numeric") {
    const [[precision = 0, scale = 0], [wider = 0, finer = 0]] = [old.modifiers, wanted.modifiers];
    return finer >= scale && wider - finer >= precision - scale;
  }
  return old.modifiers.every((modifier, index) => modifier <= (wanted.modifiers[index] ?? Number.POSITIVE_INFINITY));
}

function holdsDigits(numeric: TypeParts, digits: number): boolean {
  const [precision, scale = 0] = numeric.modifiers;
  return precision === undefined || precision - scale >= digits;
}

/** Types between which the server converts on assignment, so that a value that does not fit is an error. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set([...INTEGERS.keys(), ...FLOATS, "numeric"]),
  TEXTS,
  new Set([...TIMES, "date"]),
  new Set(["time without time zone", "time with time zone"]),
  new Set(["json", "jsonb"]),
  new Set(["inet", "cidr"]),
  new Set(["bit", "bit varying"]),
];

/**
 * Whether the server converts one type to another by itself.
 *
 * @param from the type there is
 * @param to the type wanted
 * @returns true when no USING clause is needed
 */
export function isAssignable(from: string, to: string): boolean {
  const [old, wanted] = [typeParts(from), typeParts(to)];
  if (old.isArray !== wanted.isArray) return wanted.base === "text" && !wanted.isArray;
  if (old.base === wanted.base || TEXTS.has(wanted.base)) return true;
  return FAMILIES.some((family) => family.has(old.base) && family.has(wanted.base));
}
