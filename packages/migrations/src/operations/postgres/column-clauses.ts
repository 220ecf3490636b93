import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ColumnDefinition } from "../../catalog/object-definitions.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { columnClause } from "./alter-column.ts";
import { ownName } from "./names.ts";
import { sequenceClauses } from "./set-identity.ts";

type Column = CatalogObject<"column">;

/**
 * A column as CREATE TABLE and ADD COLUMN take it.
 *
 * @param column the column
 * @returns name, type and everything that can be said in one clause
 */
export function columnDeclaration(column: Column): string {
  const { type, collation } = column.definition;
  const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
  return [`${ownName(column)} ${type}${collate}`, ...constraintsOf(column.definition)].join(" ");
}

/**
 * A column of a typed table: its type comes from the table's.
 *
 * @param column the column
 * @returns what the table adds to it; undefined when that is nothing
 */
export function typedColumnDeclaration(column: Column): string | undefined {
  const constraints = constraintsOf(column.definition);
  return constraints.length === 0 ? undefined : `${ownName(column)} WITH OPTIONS ${constraints.join(" ")}`;
}

function constraintsOf({ default: fill, generated, identity, ...rest }: ColumnDefinition): readonly string[] {
  const generation = identity?.generation === "always" ? "ALWAYS" : "BY DEFAULT";
  return [
    ...notNullOf(rest),
    ...(fill === undefined ? [] : [`DEFAULT ${fill}`]),
    ...(generated === undefined
      ? []
      : [`GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`]),
    ...(identity === undefined
      ? []
      : [`GENERATED ${generation} AS IDENTITY (${sequenceClauses(identity.sequence).join(" ")})`]),
  ];
}

function notNullOf({ notNull, notNullConstraint: named }: ColumnDefinition): readonly string[] {
  if (!notNull || named?.valid === false) return [];
  if (named === undefined) return ["NOT NULL"];
  return [`CONSTRAINT ${quoteIdentifier(named.name)} NOT NULL${named.noInherit ? " NO INHERIT" : ""}`];
}

/**
 * What of a new column cannot be said where it is declared, as clauses of ALTER TABLE.
 *
 * @param column the column
 * @returns clauses for its NOT NULL that is not checked yet, and for how it is stored
 */
export function columnAfterthoughts(column: Column): readonly string[] {
  const { storage, compression, statistics, options = [], notNullConstraint: named } = column.definition;
  const noInherit = named?.noInherit === true ? " NO INHERIT" : "";
  return [
    ...(named?.valid === false
      ? [`ADD CONSTRAINT ${quoteIdentifier(named.name)} NOT NULL ${ownName(column)}${noInherit} NOT VALID`]
      : []),
    ...(storage === undefined ? [] : [columnClause(column, `SET STORAGE ${storage.toUpperCase()}`)]),
    ...(compression === undefined ? [] : [columnClause(column, `SET COMPRESSION ${compression}`)]),
    ...(statistics === undefined ? [] : [columnClause(column, `SET STATISTICS ${statistics}`)]),
    ...(options.length === 0 ? [] : [columnClause(column, `SET (${options.join(", ")})`)]),
  ];
}

/**
 * In what a column that came from a parent of its table differs from the parent's, as clauses of ALTER TABLE.
 *
 * @param column the column
 * @param inherited the parent's
 * @returns clauses for what a child may have of its own
 */
export function inheritedColumnChanges(column: Column, { definition: inherited }: Column): readonly string[] {
  const { definition } = column;
  const { default: fill, notNull, storage, compression } = definition;
  return [
    ...(fill === inherited.default
      ? []
      : [columnClause(column, fill === undefined ? "DROP DEFAULT" : `SET DEFAULT ${fill}`)]),
    ...(notNull && !inherited.notNull ? [requireClause(column)] : []),
    // Neither how closely it is looked at nor its options come from the parent.
    ...columnAfterthoughts({
      ...column,
      definition: withoutInherited(
        { ...definition },
        { storage: storage === inherited.storage, compression: compression === inherited.compression },
      ),
    }),
  ];
}

/** What makes a column required, under the name that its constraint has where it has one. */
export function requireClause(column: Column): string {
  const named = column.definition.notNullConstraint;
  if (named === undefined) return columnClause(column, "SET NOT NULL");
  const more = `${named.noInherit ? " NO INHERIT" : ""}${named.valid ? "" : " NOT VALID"}`;
  return `ADD CONSTRAINT ${quoteIdentifier(named.name)} NOT NULL ${ownName(column)}${more}`;
}

function withoutInherited(
  { storage, compression, notNullConstraint: _, ...rest }: ColumnDefinition,
  same: { readonly storage: boolean; readonly compression: boolean },
): ColumnDefinition {
  return {
    ...rest,
    ...(!same.storage && storage !== undefined && { storage }),
    ...(!same.compression && compression !== undefined && { compression }),
  };
}
