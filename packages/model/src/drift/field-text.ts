import type { Column, ColumnType, Table } from "@dataflow/core";
import { camelCase, snakeCase } from "../naming/snake-case.ts";

/**
 * A column as a developer would write its field.
 *
 * @param column the column
 * @param table its table, for what is unique, indexed and referred to
 * @param modelOf the name of a table's model
 * @returns `nickname: field.text().optional(),`; undefined when no field holds such values
 */
export function fieldText(column: Column, table: Table, modelOf: (table: string) => string): string | undefined {
  const type = typeText(column.type);
  if (type === undefined) return undefined;
  const name = camelCase(column.name);
  const parts = [
    type,
    ...(isOnlyKey(column, table) ? [".primaryKey()"] : []),
    ...(column.nullable ? [".optional()"] : []),
    ...(isUnique(column, table) ? [".unique()"] : []),
    ...(isIndexed(column, table) ? [".index()"] : []),
    ...referenceText(column, table, modelOf),
    ...defaultText(column),
    ...(snakeCase(name) === column.name ? [] : [`.column(${JSON.stringify(column.name)})`]),
  ];
  return `${propertyName(name)}: ${parts.join("")},`;
}

/**
 * A table as a developer would write its model.
 *
 * @param table the table
 * @param name the name of the model
 * @param modelOf the name of a table's model
 * @returns the declaration, with a comment for each column that no field can hold
 */
export function modelText(table: Table, name: string, modelOf: (table: string) => string): string {
  const lines = table.columns.map(
    (column) => fieldText(column, table, modelOf) ?? `// ${column.name}: models have no field for its type`,
  );
  const keys = table.primaryKey?.columns ?? [];
  const indexes = [
    ...table.uniques.filter(({ columns }) => columns.length > 1).map((one) => ({ ...one, unique: true })),
    ...table.indexes
      .filter(({ columns }) => columns.length > 1)
      .map((one) => ({ ...one, columns: one.columns.map((column) => column.name) })),
  ].map(({ name: index, columns, unique }) => indexText(index, columns, unique));
  const options = [
    `tableName: ${JSON.stringify(table.name)}`,
    ...(table.schema === undefined ? [] : [`schema: ${JSON.stringify(table.schema)}`]),
    "timestamps: false",
    ...(keys.length > 1 ? [`primaryKey: ${JSON.stringify(keys.map(camelCase))}`] : []),
    ...(indexes.length > 0 ? [`indexes: [${indexes.join(", ")}]`] : []),
  ];
  const fields = lines.map((line) => `  ${line}\n`).join("");
  return `const ${name} = defineModel("${name}", {\n${fields}}, { ${options.join(", ")} });`;
}

/** An index of several fields, as options of models have it. */
export function indexText(name: string, columns: readonly string[], unique: boolean): string {
  const fields = JSON.stringify(columns.map(camelCase));
  return `{ fields: ${fields}${unique ? ", unique: true" : ""}, name: ${JSON.stringify(name)} }`;
}

function typeText(type: ColumnType): string | undefined {
  switch (type.kind) {
    case "text":
      return `field.text(${type.length ?? ""})`;
    case "decimal":
      return `field.decimal(${type.precision}, ${type.scale})`;
    case "enum":
      return `field.enum(${JSON.stringify(type.values)})`;
    case "array": {
      const element = typeText(type.element);
      return element && `field.array(${element})`;
    }
    case "unknown":
      return undefined;
    default:
      return `field.${type.kind}()`;
  }
}

function isOnlyKey({ name }: Column, { primaryKey }: Table): boolean {
  return primaryKey?.columns.length === 1 && primaryKey.columns[0] === name;
}

function isUnique({ name }: Column, { uniques, indexes }: Table): boolean {
  const isAlone = (columns: readonly string[]) => columns.length === 1 && columns[0] === name;
  return (
    uniques.some(({ columns }) => isAlone(columns)) ||
    indexes.some(({ unique, columns }) => unique && isAlone(columns.map((column) => column.name)))
  );
}

function isIndexed(column: Column, table: Table): boolean {
  const own = table.indexes.some(({ columns: [first, ...more] }) => first?.name === column.name && more.length === 0);
  return own && !isUnique(column, table);
}

function referenceText({ name }: Column, table: Table, modelOf: (table: string) => string): readonly string[] {
  const found = table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === name);
  if (found === undefined) return [];
  const { references, onDelete, onUpdate } = found;
  const target = references.table === table.name ? '"self"' : `() => ${modelOf(references.table)}`;
  const options = [
    ...(onDelete === "no action" ? [] : [`onDelete: ${JSON.stringify(onDelete)}`]),
    ...(onUpdate === "no action" ? [] : [`onUpdate: ${JSON.stringify(onUpdate)}`]),
  ];
  return [`.references(${target}${options.length === 0 ? "" : `, { ${options.join(", ")} }`})`];
}

/** What the database fills a column with by an expression stays the database's own: a model that says nothing keeps it. */
function defaultText({ type, default: filled }: Column): readonly string[] {
  if (filled?.kind !== "literal" || filled.value === null) return [];
  const { value } = filled;
  if (typeof value === "bigint") return [`.default(${value}n)`];
  if (type.kind === "bigint" && typeof value === "number") return [`.default(${value}n)`];
  if (type.kind === "timestamp" && typeof value === "number") return [`.default(new Date(${value}))`];
  // Documents and lists are written as JSON, which is an expression too.
  if ((type.kind === "json" || type.kind === "array") && typeof value === "string") return [`.default(${value})`];
  return [`.default(${JSON.stringify(value)})`];
}

function propertyName(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
}
