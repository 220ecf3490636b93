import type { QueryField, QueryTable } from "@dataflow/query";
import type { AnyModelDefinition } from "./model-definition.ts";
import { textIndexOf } from "./schema-table.ts";

/**
 * What queries may name in a model.
 *
 * @param parts the model, as far as it is made
 */
export function queryTableOf(
  parts: Pick<AnyModelDefinition, "name" | "tableName" | "options" | "fields" | "primaryKey">,
): QueryTable {
  const fields = new Map<string, QueryField>();
  for (const { name, column, type, nullable } of parts.fields.values()) {
    fields.set(name, Object.freeze({ name, column, type, nullable }));
  }
  const { textIndex } = textIndexOf(parts);
  return Object.freeze({
    label: parts.name,
    name: parts.tableName,
    ...(parts.options.schema === undefined ? {} : { schema: parts.options.schema }),
    fields,
    primaryKey: parts.primaryKey,
    ...(textIndex === undefined ? {} : { textSearch: { index: textIndex.name, fields: parts.options.textSearch } }),
  });
}
