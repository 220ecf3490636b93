import { assertNever, type ColumnType } from "@dataflow/core";

/**
 * The DDL type of each kind. Texts are declared with the collation "C": their order is then the order of their bytes,
 * the same on every machine and every database, and an index serves it and its prefixes.
 */
export function postgresTypeSql(type: ColumnType): string {
  switch (type.kind) {
    case "text":
      return `${type.length === undefined ? "text" : `varchar(${type.length})`} COLLATE "C"`;
    case "enum":
      return type.sql ?? 'text COLLATE "C"';
    case "array":
      return postgresArraySql(type.element);
    default:
      return postgresPlainTypeSql(type);
  }
}

/** The bracket belongs to the type and comes before its collation. */
function postgresArraySql(element: ColumnType): string {
  const [type = "", ...collation] = postgresTypeSql(element).split(" COLLATE ");
  return collation.length === 0 ? `${type}[]` : `${type}[] COLLATE "C"`;
}

function postgresPlainTypeSql(type: Exclude<ColumnType, { readonly kind: "text" | "enum" | "array" }>): string {
  switch (type.kind) {
    case "integer":
      return "integer";
    case "bigint":
      return "bigint";
    case "real":
      return "double precision";
    case "decimal":
      return `numeric(${type.precision},${type.scale})`;
    case "boolean":
      return "boolean";
    case "timestamp":
      return "timestamptz(3)";
    case "date":
      return "date";
    case "time":
      return "time(3)";
    case "uuid":
      return "uuid";
    case "json":
      return "jsonb";
    case "bytes":
      return "bytea";
    case "unknown":
      return type.sql;
    default:
      return assertNever(type);
  }
}

/** What `format_type` says of a column: `numeric(12,2)`, `timestamp(3) with time zone`, `integer[]`. */
export function readPostgresType(sql: string): ColumnType {
  if (sql.endsWith("[]")) {
    const element = readPostgresType(sql.slice(0, -2));
    if (element.kind === "array" || element.kind === "json" || element.kind === "bytes" || element.kind === "unknown") {
      return { kind: "unknown", sql };
    }
    return { kind: "array", element };
  }
  const groups =
    /^(?<name>[a-z ]+?)(?:\((?<first>\d+)(?:,(?<second>-?\d+))?\))?(?<rest> with(?:out)? time zone)?$/.exec(
      sql,
    )?.groups;
  return (
    typeOf(`${groups?.name ?? ""}${groups?.rest ?? ""}`, groups?.first, groups?.second) ?? {
      kind: "unknown",
      sql,
    }
  );
}

function typeOf(name: string, first: string | undefined, second: string | undefined): ColumnType | undefined {
  switch (name) {
    case "text":
      return { kind: "text" };
    case "character varying":
      return first === undefined ? { kind: "text" } : { kind: "text", length: Number(first) };
    case "smallint":
    case "integer":
      return { kind: "integer" };
    case "bigint":
      return { kind: "bigint" };
    case "real":
    case "double precision":
      return { kind: "real" };
    case "numeric": {
      // Without a precision any number of digits may be stored, and a negative scale rounds before the point.
      if (first === undefined) return undefined;
      const [precision, scale] = [Number(first), Number(second ?? 0)];
      return scale < 0 || scale > precision ? undefined : { kind: "decimal", precision, scale };
    }
    case "timestamp with time zone":
      return { kind: "timestamp" };
    case "time without time zone":
      return { kind: "time" };
    case "jsonb":
    case "json":
      return { kind: "json" };
    case "bytea":
      return { kind: "bytes" };
    case "boolean":
    case "date":
    case "uuid":
      return { kind: name };
    default:
      return undefined;
  }
}
