import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ColumnDefinition, SequenceOptions } from "../../catalog/object-definitions.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { alterColumn, bothSides, type ColumnAlteration, columnClause } from "./alter-column.ts";
import { alterCounter } from "./alter-counter.ts";
import { isWidening } from "./column-types.ts";
import { ownerTable, ownName } from "./names.ts";

type Identity = NonNullable<ColumnDefinition["identity"]>;

/** Takes the numbering of a column away. Runs before a default takes its place. */
export const dropIdentity: OperationType<"column"> = alterColumn({
  name: "dropIdentity",
  covers: ["identity"],
  clauses({ before, after }) {
    const isGone = before.definition.identity !== undefined && after.definition.identity === undefined;
    return isGone ? [columnClause(after, "DROP IDENTITY")] : [];
  },
  more: { inverse: "setIdentity" },
});

/** Numbers a column, or changes how it is numbered. */
export const setIdentity: OperationType<"column"> = {
  ...alterColumn({ name: "setIdentity", covers: ["identity"], clauses: () => [], more: { inverse: "dropIdentity" } }),
  plan(change) {
    const alteration = bothSides(change);
    const { before, after } = alteration;
    const identity = after.definition.identity;
    if (identity === undefined || isNarrowing(alteration)) return [];
    if (before.definition.identity !== undefined) return [inside(changeNumbering(alteration))];
    const add = `ADD GENERATED ${generationOf(identity)} AS IDENTITY (${sequenceClauses(identity.sequence).join(" ")})`;
    return [inside(`ALTER TABLE ${ownerTable(after)} ${columnClause(after, add)}`), inside(continueNumbers(after))];
  },
};

/** The same before the column gets a type that has fewer numbers: those that the old bounds allow may not fit it. */
export const narrowIdentity: OperationType<"column"> = {
  ...setIdentity,
  name: "narrowIdentity",
  inverse: "setIdentity",
  plan(change) {
    const alteration = bothSides(change);
    return isNarrowing(alteration) ? [inside(changeNumbering(alteration))] : [];
  },
};

function isNarrowing({ before, after }: ColumnAlteration): boolean {
  const [from, to] = [before.definition, after.definition];
  return from.identity !== undefined && to.identity !== undefined && !isWidening(from.type, to.type);
}

function changeNumbering({ before, after }: ColumnAlteration): string {
  const [from, to] = [before.definition.identity, after.definition.identity];
  if (from === undefined || to === undefined) throw new TypeError(`${after.id} is not numbered before and after`);
  const clauses = [`GENERATED ${generationOf(to)}`, ...sequenceClauses(to.sequence)].map((clause) => `SET ${clause}`);
  const alter = `ALTER TABLE ${ownerTable(after)} ${columnClause(after, clauses.join(" "))}`;
  return alterCounter({ name: sequenceOf(after), alter, before: from.sequence, after: to.sequence });
}

function generationOf({ generation }: Identity): string {
  return generation === "always" ? "ALWAYS" : "BY DEFAULT";
}

/** Numbers go on after the largest there is: a sequence that began at one would give numbers that are taken. */
function continueNumbers(column: CatalogObject<"column">): string {
  const sequence = sequenceOf(column);
  const next = `SELECT pg_catalog.max(${ownName(column)}) AS "largest" FROM ${ownerTable(column)}`;
  return `SELECT pg_catalog.setval(${sequence}, "rows"."largest") FROM (${next}) AS "rows" WHERE "rows"."largest" > 0`;
}

function sequenceOf(column: CatalogObject<"column">): string {
  const name = quoteText(column.path.at(-1) ?? "");
  return `pg_catalog.pg_get_serial_sequence(${quoteText(ownerTable(column))}, ${name})`;
}

/**
 * The options of a sequence as clauses.
 *
 * @param options the options
 * @returns clauses as CREATE SEQUENCE and ALTER SEQUENCE take them, without the type
 */
export function sequenceClauses(options: SequenceOptions): readonly string[] {
  return [
    `INCREMENT BY ${options.increment}`,
    `MINVALUE ${options.minimum}`,
    `MAXVALUE ${options.maximum}`,
    `START WITH ${options.start}`,
    `CACHE ${options.cache}`,
    options.cycle ? "CYCLE" : "NO CYCLE",
  ];
}
