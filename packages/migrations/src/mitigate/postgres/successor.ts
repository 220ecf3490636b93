/**
 * The successor of a column: another column of the wanted type, with all that the old one has, made while others write.
 * It gets the old one's place by names alone, in a moment.
 */
import { fitIdentifier } from "@dataflow/core";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { grantStatements } from "../../dialects/postgres/grant-clauses.ts";
import { quoteIdentifier, quoteText } from "../../dialects/sql-text.ts";
import { replaceIdentifier } from "../../diff/rewrite-names.ts";
import { columnAfterthoughts } from "../../operations/postgres/column-clauses.ts";
import { sequenceClauses } from "../../operations/postgres/set-identity.ts";
import { commentTarget, grantTarget } from "../../operations/postgres/target-name.ts";
import type { ColumnParts } from "./column-parts.ts";

/** The names of a successor and of what keeps it equal. */
export interface SuccessorNames {
  readonly table: string;
  readonly old: string;
  readonly new: string;
  readonly trigger: string;
  readonly sync: string;
}

/** The names, made from those of the table and the column. */
export function successorNames({ column, table }: Pick<ColumnParts, "column" | "table">): SuccessorNames {
  const name = column.path.at(-1) ?? "";
  const place = `${table.path.at(-1)}_${name}`;
  return {
    table: table.path.map(quoteIdentifier).join("."),
    old: name,
    new: fitIdentifier(`_df_new_${name}`),
    // The last of all triggers: it sees what the others have made of the row.
    trigger: quoteIdentifier(fitIdentifier(`zz_df_sync_${place}`)),
    sync: `"_dataflow".${quoteIdentifier(fitIdentifier(`sync_${table.path.join("_")}_${name}`))}`,
  };
}

/** A name that a part has until the old one is gone. */
export function interimName(part: CatalogObject): string {
  return fitIdentifier(`_df_new_${part.path.at(-1)}`);
}

/**
 * Statements that add the successor, and keep it equal to the column for every row that is written from then on.
 *
 * @param names the names
 * @param type its type, with its collation
 * @param value the value of a row, in terms of NEW
 * @returns the statements
 */
export function addSuccessor(names: SuccessorNames, type: string, value: string): readonly string[] {
  const added = quoteIdentifier(names.new);
  // What a value is read as may depend on settings: those of the migration count, as they would for a change in place.
  const settings = ["search_path", "TimeZone", "DateStyle", "IntervalStyle"].map((name) => `SET ${name} FROM CURRENT`);
  return [
    `ALTER TABLE ${names.table} ADD COLUMN ${added} ${type}`,
    `CREATE OR REPLACE FUNCTION ${names.sync}() RETURNS trigger LANGUAGE plpgsql ${settings.join(" ")} AS $sync$
BEGIN NEW.${added} := ${value}; RETURN NEW; END $sync$`,
    `CREATE TRIGGER ${names.trigger} BEFORE INSERT OR UPDATE ON ${names.table} FOR EACH ROW EXECUTE FUNCTION ${names.sync}()`,
    // Also for rows that come by replication.
    `ALTER TABLE ${names.table} ENABLE ALWAYS TRIGGER ${names.trigger}`,
  ];
}

/** The statement that builds the successor's index beside an index. */
export function indexBeside(index: CatalogObject<"index">, names: SuccessorNames): string {
  const { sql } = index.definition;
  const at = sql.indexOf(" ON ");
  const head = sql.slice(0, at).replace(/^CREATE (UNIQUE )?INDEX [\s\S]*$/, "CREATE $1INDEX CONCURRENTLY ");
  const rest = replaceIdentifier(sql.slice(at), names.old, names.new);
  return `${head}${quoteIdentifier(interimName(index))}${rest}`;
}

const KEY =
  /^(?:UNIQUE|PRIMARY KEY)(?<nulls> NULLS NOT DISTINCT)? (?<columns>\((?:[^()"]|"(?:[^"]|"")*")*\))(?<include> INCLUDE \((?:[^()"]|"(?:[^"]|"")*")*\))?(?<rest>[\s\S]*)$/;

/** The statement that builds the index of the successor's key, and what the key says beyond it. */
export function keyBeside(key: CatalogObject<"constraint">, names: SuccessorNames) {
  const found = KEY.exec(key.definition.sql)?.groups;
  if (found === undefined) return undefined;
  const { columns = "", include = "", nulls = "", rest = "" } = found;
  const list = replaceIdentifier(`${columns}${include}`, names.old, names.new);
  const index = `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(interimName(key))} ON ${names.table} ${list}${nulls}`;
  return { index, rest };
}

/** The clause of a check or foreign key with the successor in it. */
export function conditionBeside({ definition }: CatalogObject<"constraint">, names: SuccessorNames): string {
  const at = definition.type === "foreign key" ? definition.sql.indexOf(" REFERENCES ") : definition.sql.length;
  return replaceIdentifier(definition.sql.slice(0, at), names.old, names.new) + definition.sql.slice(at);
}

/** The statements that put the successor in the column's place, all of them about names. */
export function takeOver(parts: ColumnParts, names: SuccessorNames, serverVersion: number): readonly string[] {
  const { table, column, keys, conditions, indexes, statistics, sequences } = parts;
  const alter = `ALTER TABLE ${names.table}`;
  const [old, added] = [quoteIdentifier(names.old), quoteIdentifier(names.new)];
  const schema = quoteIdentifier(table.path[0] ?? "");
  return [
    `DROP TRIGGER ${names.trigger} ON ${names.table}`,
    `DROP FUNCTION ${names.sync}()`,
    ...sequences.map(
      ({ path }) => `ALTER SEQUENCE ${path.map(quoteIdentifier).join(".")} OWNED BY ${names.table}.${added}`,
    ),
    ...numbering(column, names),
    `${alter} DROP COLUMN ${old}`,
    `${alter} RENAME COLUMN ${added} TO ${old}`,
    ...requirementName(column, names, serverVersion),
    ...identityName(column),
    ...conditions.map((one) => `${alter} RENAME CONSTRAINT ${quoteIdentifier(interimName(one))} TO ${own(one)}`),
    ...indexes.map((one) => `ALTER INDEX ${schema}.${quoteIdentifier(interimName(one))} RENAME TO ${own(one)}`),
    ...keys.map(
      (one) =>
        `${alter} ADD CONSTRAINT ${own(one)} ${kindOf(one)} USING INDEX ${quoteIdentifier(interimName(one))}${keyBeside(one, names)?.rest ?? ""}`,
    ),
    ...statistics.map(({ definition }) => definition.sql),
    ...columnAfterthoughts(column).map((clause) => `${alter} ${clause}`),
    ...belongings(parts),
  ];
}

const NOT_NULL_CONSTRAINTS_SINCE = 180_000;

/** What makes a column required has a name of its own on newer servers, made from the column's. */
function requirementName(
  { path, definition }: CatalogObject<"column">,
  names: SuccessorNames,
  serverVersion: number,
): readonly string[] {
  if (!definition.notNull || serverVersion < NOT_NULL_CONSTRAINTS_SINCE) return [];
  const table = path.at(-2) ?? "";
  const interim = fitIdentifier(`${table}_${names.new}_not_null`);
  const wanted = definition.notNullConstraint?.name ?? fitIdentifier(`${table}_${names.old}_not_null`);
  return [`ALTER TABLE ${names.table} RENAME CONSTRAINT ${quoteIdentifier(interim)} TO ${quoteIdentifier(wanted)}`];
}

function own(part: CatalogObject): string {
  return quoteIdentifier(part.path.at(-1) ?? "");
}

function kindOf({ definition }: CatalogObject<"constraint">): string {
  return definition.type === "primary key" ? "PRIMARY KEY" : "UNIQUE";
}

function belongings({ comments, grants }: ColumnParts): readonly string[] {
  return [
    ...comments.map(
      ({ path, parent, definition: { on, text } }) =>
        `COMMENT ON ${commentTarget({ on, path, parent })} IS ${quoteText(text)}`,
    ),
    ...grants.flatMap(({ path, definition }) =>
      grantStatements(definition, grantTarget({ on: definition.on, path: path.slice(0, -1) }), definition.role),
    ),
  ];
}

/** The sequence of the successor, until it has the name that the server gives such sequences. */
function interimSequence({ path }: CatalogObject<"column">): string {
  const [schema = "", table, name] = path;
  return `${quoteIdentifier(schema)}.${quoteIdentifier(fitIdentifier(`_df_new_${table}_${name}_seq`))}`;
}

/** A column that counts by itself goes on counting where it was. */
function numbering(column: CatalogObject<"column">, names: SuccessorNames): readonly string[] {
  const { identity } = column.definition;
  if (identity === undefined) return [];
  const generation = identity.generation === "always" ? "ALWAYS" : "BY DEFAULT";
  const [table, sequence] = [quoteText(names.table), interimSequence(column)];
  const old = `pg_catalog.pg_get_serial_sequence(${table}, ${quoteText(names.old)})::pg_catalog.regclass`;
  const last = `pg_catalog.pg_sequence_last_value(${old})`;
  // A number that was set and not given out yet is only found by taking it.
  const next = `pg_catalog.setval(${quoteText(sequence)}, pg_catalog.nextval(${old}), false)`;
  return [
    `ALTER TABLE ${names.table} ALTER COLUMN ${quoteIdentifier(names.new)} ADD GENERATED ${generation} AS IDENTITY (SEQUENCE NAME ${sequence} ${sequenceClauses(identity.sequence).join(" ")})`,
    `SELECT CASE WHEN ${last} IS NULL THEN ${next} ELSE pg_catalog.setval(${quoteText(sequence)}, ${last}) END`,
  ];
}

/** The sequence behind it is called as the server calls such sequences. */
function identityName(column: CatalogObject<"column">): readonly string[] {
  if (column.definition.identity === undefined) return [];
  const [table = "", name = ""] = column.path.slice(-2);
  return [
    `ALTER SEQUENCE IF EXISTS ${interimSequence(column)} RENAME TO ${quoteIdentifier(fitIdentifier(`${table}_${name}_seq`))}`,
  ];
}
