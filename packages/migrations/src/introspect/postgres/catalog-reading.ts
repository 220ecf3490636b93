import type { DialectName } from "@dataflow/core";
import type { Catalog } from "../../catalog/catalog.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import { CatalogDraft } from "./catalog-draft.ts";
import { type CatalogRow, text } from "./catalog-row.ts";
import type { CatalogSection, ReadingState } from "./catalog-section.ts";
import { type ColumnLists, columnLists } from "./column-lists.ts";
import { PlainColumns } from "./plain-columns.ts";
import { indexRelations } from "./relation-index.ts";
import { sectionRows } from "./section-answer.ts";
import { columnsSection } from "./sections/columns.ts";
import { locateInheritedIndexes } from "./sections/dependencies.ts";
import { type Address, address, SYSTEM_CATALOGS } from "./system-catalogs.ts";

/** What the server gave for a section. */
export interface SectionAnswer {
  readonly section: CatalogSection;
  readonly json: unknown;
}

/** A catalog while its parts arrive. */
export class CatalogReading {
  readonly #draft = new CatalogDraft();
  readonly #rows = new Map<string, readonly CatalogRow[]>();
  #columns: ColumnLists | undefined;
  #state: ReadingState | undefined;

  /** Reads the next part. Relations, their columns and sequences are in the first one, for all others look at them. */
  add(answers: readonly SectionAnswer[]): void {
    for (const { section, json } of answers) {
      if (section === columnsSection) this.#columns = columnLists(json);
      else this.#rows.set(section.name, sectionRows(section, json));
    }
    this.#state ??= this.#stateOf(this.#columns ?? columnLists(undefined));
    for (const { section } of answers) this.#read(section, this.#state);
  }

  finish(dialect: DialectName, serverVersion: number): Catalog {
    return Object.freeze<Catalog>({
      version: 1,
      dialect,
      serverVersion,
      objects: this.#draft.finish(),
      unmodelled: freezeDeep(
        (this.#rows.get("unmodelled") ?? []).map((row) => ({ kind: text(row, "kind"), name: text(row, "name") })),
      ),
    });
  }

  #read({ name, read }: CatalogSection, state: ReadingState): void {
    const rows = this.#rows.get(name) ?? [];
    if (name === "dependencies") locateInheritedIndexes(this.#rows.get("indexParents") ?? [], this.#draft);
    if (read !== undefined) for (const row of rows) read(row, state);
  }

  #stateOf(columns: ColumnLists): ReadingState {
    const rows = this.#rows;
    return {
      draft: this.#draft,
      plainColumns: new PlainColumns(),
      relations: indexRelations(rows.get("relations") ?? [], columns),
      rows,
      identities: new Map(
        (rows.get("sequences") ?? [])
          .filter((row) => row.isIdentity === true)
          .map((row) => [columnAt(row.ownerTable, row.ownerColumn), row]),
      ),
      notNulls: new Map((rows.get("notNulls") ?? []).map((row) => [columnAt(row.table, row.column), row])),
    };
  }
}

function columnAt(table: unknown, column: unknown): Address {
  return address(SYSTEM_CATALOGS.relation, String(table), String(column));
}
