import { displayName } from "../../catalog/object-id.ts";
import { healthDialect } from "../../dialects/health-dialects.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { Validator } from "../validator.ts";

/** Whether the schema is sound: no index that a failed build has left, no damage that the database finds itself. */
export const schemaIntegrity: Validator = {
  name: "schema_integrity",
  question: "Is every index valid, and does the database find no damage?",
  async check({ connection }) {
    const catalog = await readCatalog(connection);
    const invalid = catalog.objects.flatMap((object) =>
      object.kind === "index" && !object.definition.valid ? [`the index ${displayName(object.path)} is not valid`] : [],
    );
    const damage = await healthDialect(connection.dialect).integrityProblems(connection);
    const figures = { objects: catalog.objects.length, unmodelled: catalog.unmodelled.length };
    return { problems: [...invalid, ...damage], figures };
  },
};
