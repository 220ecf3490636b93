import { displayName } from "../../catalog/object-id.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { constraintFindings } from "../../snapshot/constraint-findings.ts";
import { describeFindings } from "../describe-findings.ts";
import type { Validator } from "../validator.ts";

const TYPES = ["primary key", "unique", "foreign key", "check"] as const;

/** Whether constraints are enforced for every row, those from before included. */
export const constraintValidation: Validator = {
  name: "constraint_validation",
  question: "Is every constraint valid, and does every row keep to it?",
  async check({ connection }) {
    const catalog = await readCatalog(connection);
    const findings = await constraintFindings(connection, catalog, TYPES);
    const constraints = catalog.objects.filter((object) => object.kind === "constraint");
    const unchecked = constraints.flatMap((object) =>
      object.kind === "constraint" && !object.definition.valid
        ? [`the constraint ${displayName(object.path)} was never validated`]
        : [],
    );
    const figures = { constraints: constraints.length, broken: findings.length };
    return { problems: [...unchecked, ...describeFindings(findings, catalog)], figures };
  },
};
