import type { Connection } from "@dataflow/database";
import type { Catalog } from "../../catalog/catalog.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import type { ReadCatalogOptions } from "../read-catalog-options.ts";
import { CatalogDraft } from "./catalog-draft.ts";
import { type CatalogRow, isRow, text, unreadable } from "./catalog-row.ts";
import type { ReadingState, SectionRows } from "./catalog-section.ts";
import { catalogSections } from "./catalog-sections.ts";
import { catalogStatement } from "./catalog-statement.ts";
import { indexRelations } from "./relation-index.ts";
import { locateInheritedIndexes } from "./sections/dependencies.ts";
import { type Address, address, SYSTEM_CATALOGS } from "./system-catalogs.ts";
import { withPinnedSettings } from "./with-pinned-settings.ts";

/** Reads the catalog of a PostgreSQL database: one statement, whatever there is. */
export async function readPostgresCatalog(connection: Connection, options: ReadCatalogOptions): Promise<Catalog> {
  const schemas = options.schemas === undefined ? null : arrayLiteral(options.schemas);
  const { serverVersion, answer } = await withPinnedSettings(connection, async (serverVersion) => {
    const text = catalogStatement(catalogSections, serverVersion);
    return { serverVersion, answer: await connection.execute({ text }, [schemas]) };
  });
  const rows: SectionRows = new Map(answer.rows.map(([name, json]) => [String(name), parseRows(name, json)]));
  const draft = new CatalogDraft();
  const state: ReadingState = {
    draft,
    relations: indexRelations(rows),
    rows,
    identities: identitiesIn(rows),
    notNulls: notNullsIn(rows),
  };
  for (const { name, read } of catalogSections) {
    if (name === "dependencies") locateInheritedIndexes(rows.get("indexParents") ?? [], draft);
    if (read !== undefined) for (const row of rows.get(name) ?? []) read(row, state);
  }
  return freezeDeep<Catalog>({
    version: 1,
    dialect: connection.dialect,
    serverVersion,
    objects: draft.finish(),
    unmodelled: (rows.get("unmodelled") ?? []).map((row) => ({ kind: text(row, "kind"), name: text(row, "name") })),
  });
}

function parseRows(name: unknown, json: unknown): readonly CatalogRow[] {
  const rows: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
  if (!Array.isArray(rows) || !rows.every(isRow)) throw unreadable(String(name), json);
  return rows;
}

function identitiesIn(rows: SectionRows): ReadonlyMap<Address, CatalogRow> {
  const identities = (rows.get("sequences") ?? []).filter((row) => row.isIdentity === true);
  return new Map(
    identities.map((row) => [
      address(SYSTEM_CATALOGS.relation, text(row, "ownerTable"), text(row, "ownerColumn")),
      row,
    ]),
  );
}

function notNullsIn(rows: SectionRows): ReadonlyMap<Address, CatalogRow> {
  const notNulls = (rows.get("constraints") ?? []).filter((row) => row.type === "n");
  return new Map(
    notNulls.map((row) => {
      const [column] = Array.isArray(row.columns) ? row.columns : [];
      return [address(SYSTEM_CATALOGS.relation, text(row, "table"), String(column)), row];
    }),
  );
}

/** A list of texts as the server reads it. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
