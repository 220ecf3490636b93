import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column } from "../dialects/query-dialect.ts";
import { jsonValueKind } from "../pipeline/json-values.ts";
import type { ProjectedField, ProjectedValue, ProjectStage } from "../pipeline/project-stage.ts";
import { closeRows, closeWith, firstName, type SelectChain } from "./select-chain.ts";
import type { StatementScope } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** A field that is taken out of JSON. */
type ValueField = ProjectedField & { readonly value: ProjectedValue };

/**
 * Chooses and renames columns, and makes columns of values in JSON.
 *
 * @param chain the query so far
 * @param stage the fields
 * @param scope the table and its dialect
 * @returns the query with other columns
 */
export function projectRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  { fields }: ProjectStage,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const values = fields.filter(isValue);
  if (values.length === 0) return { ...chain, open: { ...chain.open, columns: renamed(chain, fields, scope) } };
  const named = closeRows(chain, scope);
  const places = values.map(({ field, value }) =>
    scope.dialect.documents.value(columnOf(rowsOf(named, scope), field).sql, value.keys),
  );
  const found = closeWith(named, scope, places);
  const columns = renamed(found, fields, scope);
  for (const [index, field] of values.entries()) columns.set(field.name, valueColumn(field, index, scope));
  return closeRows({ ...found, open: { ...found.open, columns } }, scope);
}

function isValue(field: ProjectedField): field is ValueField {
  return field.value !== undefined;
}

function rowsOf<Codec extends DialectCodec>({ open }: SelectChain<Codec>, { view }: StatementScope<Codec>) {
  return { columns: open.columns, table: view.table };
}

function renamed<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  fields: readonly ProjectedField[],
  scope: StatementScope<Codec>,
): Map<string, Column<Codec>> {
  const rows = rowsOf(chain, scope);
  return new Map(
    fields.map(({ name, field }) => {
      const column = columnOf(rows, field);
      return [name, { ...column, field: { ...column.field, name } }];
    }),
  );
}

function valueColumn<Codec extends DialectCodec>(
  { name, value: { type } }: ValueField,
  index: number,
  { dialect, view }: StatementScope<Codec>,
): Column<Codec> {
  const kind = jsonValueKind(type);
  return {
    field: { name, column: name, type: kind, nullable: true },
    token: "v,",
    sql: dialect.documents.convert(firstName(index), type),
    codec: dialect.codec(kind, `${view.table.label}: ${name}`),
  };
}
