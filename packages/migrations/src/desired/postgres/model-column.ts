import type { Column } from "@dataflow/core";
import { columnTypeSql } from "@dataflow/database";
import type { ColumnDefinition } from "../../catalog/object-definitions.ts";
import { postgresLiteral } from "../../dialects/postgres/literal.ts";
import { ownSequence } from "../../dialects/postgres/own-sequence.ts";

/** The words of a declared type that the server writes otherwise. */
const SERVER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^varchar/, "character varying"],
  [/^timestamptz\((\d)\)/, "timestamp($1) with time zone"],
  [/^time\((\d)\)/, "time($1) without time zone"],
];

/**
 * A model's column in the server's words.
 *
 * @param column the column
 * @returns its definition
 */
export function modelColumn(column: Column): ColumnDefinition {
  const [declared = "", collation] = columnTypeSql("postgres", column.type).split(" COLLATE ");
  const type = SERVER_WORDS.reduce((text, [word, written]) => text.replace(word, written), declared);
  return {
    type,
    ...(collation !== undefined && { collation }),
    notNull: !column.nullable,
    ...filled(column, type),
  };
}

function filled(column: Column, type: string): Pick<ColumnDefinition, "default" | "identity"> {
  const fill = column.default;
  if (fill === undefined) return {};
  switch (fill.kind) {
    case "now":
      return { default: column.type.kind === "date" ? "CURRENT_DATE" : "CURRENT_TIMESTAMP" };
    case "autoIncrement":
      return { identity: { generation: "by default", sequence: ownSequence(type) } };
    case "expression":
      return { default: fill.sql };
    default:
      return fill.value === null ? {} : { default: serverLiteral(postgresLiteral(column.type, fill.value)) };
  }
}

/** A constant as the server writes it: small numbers and truth values bare, all else quoted with its type. */
function serverLiteral(literal: string): string {
  const parts = /^'(?<value>.*)'::(?<type>[^':]+)$/s.exec(literal)?.groups;
  const [value = "", type = ""] = [parts?.value, parts?.type];
  if (type === "boolean") return /^t/i.test(value) ? "true" : "false";
  const isBare = (type === "integer" && /^\d+$/.test(value)) || (type === "numeric" && /^\d+(?:\.\d+)?$/.test(value));
  if (isBare) return value;
  const written = type
    .replace(/^timestamptz/, "timestamp with time zone")
    .replace(/^time(?=$|\[)/, "time without time zone");
  return `'${value}'::${written}`;
}
