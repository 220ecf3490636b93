import type { Node, TypeName } from "@pgsql/types";
import type { DatabaseModel } from "./database-model.ts";
import type { Oid, TypeFact } from "./facts.ts";
import { nameOfTexts, texts, wholeNumber } from "./tree.ts";

/** A type as a column has it. */
export interface ColumnType {
  readonly type: Oid;
  /** -1 when there is none. */
  readonly modifier: number;
}

/** The size of the header that the server counts into the modifiers of types of variable length. */
const HEADER = 4;

const SERIALS: ReadonlyMap<string, string> = new Map([
  ["serial", "int4"],
  ["serial4", "int4"],
  ["bigserial", "int8"],
  ["serial8", "int8"],
  ["smallserial", "int2"],
  ["serial2", "int2"],
]);

/** Whether a column of the type is fed by a sequence of its own. */
export function isSerial(name: TypeName | undefined): boolean {
  const parts = texts(name?.names);
  return parts.length === 1 && SERIALS.has(parts[0] ?? "");
}

/** What a statement means by the name of a type; undefined when there is no such type. */
export function columnType(name: TypeName | undefined, model: DatabaseModel): ColumnType | undefined {
  const parts = texts(name?.names);
  const written = nameOfTexts(parts);
  const serial = parts.length === 1 ? SERIALS.get(written.name) : undefined;
  const found = model.type(serial === undefined ? written : { schema: "pg_catalog", name: serial });
  if (found === undefined) return undefined;
  const modifier = modifierOf(found.name, name?.typmods ?? []);
  if ((name?.arrayBounds ?? []).length === 0) return { type: found.oid, modifier };
  return found.array === null ? undefined : { type: found.array, modifier };
}

function modifierOf(type: string, written: readonly Node[]): number {
  const [first, second] = written.map(wholeNumber);
  if (first === undefined) return -1;
  switch (type) {
    case "varchar":
    case "bpchar":
      return first + HEADER;
    case "numeric":
      return ((first << 16) | ((second ?? 0) & 0x7ff)) + HEADER;
    case "interval":
      return ((first & 0x7fff) << 16) | ((second ?? 0xffff) & 0xffff);
    default:
      return first;
  }
}

/** The type that a domain stands for in the end, with the modifier that the domain gives it. */
export function baseType(column: ColumnType, model: DatabaseModel): ColumnType {
  const type = model.types.get(column.type);
  if (type?.kind !== "d" || type.base === null) return column;
  return baseType({ type: type.base, modifier: type.baseModifier }, model);
}

/** Whether values of the type are checked when they become of it. */
export function isCheckedDomain(oid: Oid, model: DatabaseModel): boolean {
  const type: TypeFact | undefined = model.types.get(oid);
  if (type?.kind !== "d") return false;
  if (type.isNotNull || [...model.constraints.values()].some(({ domain }) => domain === oid)) return true;
  return type.base !== null && isCheckedDomain(type.base, model);
}
