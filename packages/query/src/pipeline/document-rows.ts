import type { QueryField, QueryTable } from "../table/query-table.ts";
import type { DocumentRows, StageRows } from "./pipeline-stage.ts";

/**
 * The rows of a table before the first stage.
 *
 * @param table the table
 * @returns what is known of them
 */
export function rowsOf(table: QueryTable): StageRows {
  const none = { lists: new Set<string>(), documents: new Map<string, DocumentRows>(), parts: new Set<string>() };
  return { table, isSorted: false, ...none, sources: table.sources };
}

/**
 * Adds a field of documents to rows, in place of one of that name.
 *
 * @param rows the rows
 * @param field the field
 * @param documents what is in it
 * @returns the rows with it
 */
export function withDocuments(rows: StageRows, field: QueryField, documents: DocumentRows): StageRows {
  const next = without(rows, field.name);
  const fields = new Map([...next.table.fields, [field.name, Object.freeze(field)] as const]);
  return {
    ...next,
    table: Object.freeze({ ...next.table, fields }),
    lists: new Set([...next.lists, field.name]),
    documents: new Map([...next.documents, [field.name, documents] as const]),
  };
}

/**
 * Makes one document of a list of them, with its fields beside it.
 *
 * @param rows the rows
 * @param field the field
 * @param inner the fields of the documents
 * @returns the rows with `field` and `field.name` for each of its fields
 */
export function unwoundDocuments(rows: StageRows, field: QueryField, inner: StageRows): StageRows {
  const document = withDocuments(rows, { ...field, nullable: true }, { isList: false, rows: inner });
  const fields = new Map(document.table.fields);
  const [lists, parts] = [new Set(document.lists), new Set(document.parts)];
  const documents = new Map(document.documents);
  for (const [partName, part] of inner.table.fields) {
    if (isCopy(partName, inner)) continue;
    const name = `${field.name}.${partName}`;
    fields.set(name, Object.freeze({ ...part, name, nullable: true }));
    parts.add(name);
    if (inner.lists.has(partName)) lists.add(name);
    const within = inner.documents.get(partName);
    if (within !== undefined) documents.set(name, within);
  }
  return { ...document, table: Object.freeze({ ...document.table, fields }), lists, documents, parts };
}

/**
 * Whether a field says again what a document among the same fields holds.
 *
 * @param name the field
 * @param rows the rows it is of
 * @returns true when the document stands before it
 */
export function isCopy(name: string, { parts, documents }: Pick<StageRows, "documents" | "parts">): boolean {
  return parts.has(name) && [...documents.keys()].some((document) => name.startsWith(`${document}.`));
}

/** Rows without a field and what is under it. */
function without(rows: StageRows, name: string): StageRows {
  const stays = (one: string) => one !== name && !one.startsWith(`${name}.`);
  return {
    ...rows,
    table: { ...rows.table, fields: new Map([...rows.table.fields].filter(([one]) => stays(one))) },
    lists: new Set([...rows.lists].filter(stays)),
    documents: new Map([...rows.documents].filter(([one]) => stays(one))),
    parts: new Set([...rows.parts].filter(stays)),
  };
}
