import { catalogFingerprint } from "../../catalog/catalog-fingerprint.ts";
import { displayName } from "../../catalog/object-id.ts";
import { readRecords } from "../../history/migration-record.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { Validator } from "../validator.ts";

/** Whether the schema is the one that migrations led to. */
export const schemaValidation: Validator = {
  name: "schema_validation",
  question: "Did every migration end, and is the schema what the last one left?",
  async check({ connection, baseline }) {
    const catalog = await readCatalog(connection);
    const fingerprint = catalogFingerprint(catalog);
    const records = await readRecords(connection);
    const since = records.slice(records.findIndex(({ id }) => id === baseline.lastMigration) + 1);
    const last = since.at(-1);
    const unfinished = since.filter(({ state }) => state === "applying" || state === "failed");
    const invalid = catalog.objects.filter((object) => object.kind === "index" && !object.definition.valid);
    return {
      problems: [
        ...unfinished.map(({ name, state }) => `the migration "${name}" is ${state}`),
        ...(last !== undefined && last.at !== fingerprint ? ["the schema is not what the last migration left"] : []),
        ...invalid.map(({ path }) => `the index ${displayName(path)} is not valid`),
      ],
      figures: { migrations: since.length, fingerprint },
    };
  },
};
