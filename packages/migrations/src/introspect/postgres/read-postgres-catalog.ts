import type { Connection } from "@dataflow/database";
import type { Catalog } from "../../catalog/catalog.ts";
import type { ReadCatalogOptions } from "../read-catalog-options.ts";
import { CatalogReading } from "./catalog-reading.ts";
import type { CatalogSection } from "./catalog-section.ts";
import { catalogParts } from "./catalog-sections.ts";
import { catalogStatement } from "./catalog-statement.ts";
import { withPinnedSettings } from "./with-pinned-settings.ts";

const CONDITIONS = [...new Set(catalogParts.flat().flatMap(({ when }) => when ?? []))];

/** Reads the catalog of a PostgreSQL database: a few statements, whatever there is. */
export async function readPostgresCatalog(connection: Connection, options: ReadCatalogOptions): Promise<Catalog> {
  const schemas = options.schemas === undefined ? null : arrayLiteral(options.schemas);
  return withPinnedSettings(connection, CONDITIONS, async ({ serverVersion, isOneMoment, holds }) => {
    const isThere = ({ when }: CatalogSection): boolean =>
      when === undefined || holds[CONDITIONS.indexOf(when)] === true;
    // Where others may commit in between, all of it is one statement.
    const parts = isOneMoment ? catalogParts.map((part) => part.filter(isThere)) : [catalogParts.flat()];
    const reading = new CatalogReading();
    // All are sent at once, and queue: the server works on the next part while this process reads the one before.
    const answers = parts.map(async (part) => {
      const { rows } = await connection.execute({ text: catalogStatement(part, serverVersion) }, [schemas]);
      return part.map((section, index) => ({ section, json: rows[index]?.[1] }));
    });
    // The first that fails is the one to be told of; the others fail because of it.
    for (const answer of answers) answer.catch(() => undefined);
    for (const answer of answers) {
      const sections = await answer;
      await nextTurn();
      reading.add(sections);
    }
    return reading.finish(connection.dialect, serverVersion);
  });
}

/** Lets what waits be sent before this process is busy. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A list of texts as the server reads it. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
