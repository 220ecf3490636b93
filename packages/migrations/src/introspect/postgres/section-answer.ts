import { type CatalogRow, isRow, unreadable } from "./catalog-row.ts";
import type { CatalogSection } from "./catalog-section.ts";

/**
 * Makes rows of what the server gave for a section.
 *
 * @param section the section
 * @param json its answer
 * @returns one row for each of the query's
 */
export function sectionRows({ name, columns }: CatalogSection, json: unknown): readonly CatalogRow[] {
  const answer: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
  if (!Array.isArray(answer)) throw unreadable(name, json);
  if (columns !== undefined) return transposed(name, columns, answer);
  if (!answer.every(isRow)) throw unreadable(name, json);
  return answer;
}

function transposed(name: string, columns: readonly string[], lists: readonly unknown[]): readonly CatalogRow[] {
  const [first] = lists;
  if (lists.length !== columns.length || !Array.isArray(first)) throw unreadable(name, first);
  // Every copy has its full shape at once: growing field by field would move it about.
  const shape: Record<string, unknown> = Object.fromEntries(columns.map((column) => [column, undefined]));
  const rows = first.map(() => ({ ...shape }));
  columns.forEach((column, place) => {
    const list = lists[place];
    if (!Array.isArray(list) || list.length !== rows.length) throw unreadable(column, list);
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index];
      if (row !== undefined) row[column] = list[index];
    }
  });
  return rows;
}
