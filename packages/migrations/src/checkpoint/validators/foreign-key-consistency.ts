import { readCatalog } from "../../introspect/read-catalog.ts";
import { constraintFindings } from "../../snapshot/constraint-findings.ts";
import { describeFindings } from "../describe-findings.ts";
import type { Validator } from "../validator.ts";

/** Whether every row refers to one that is there. */
export const foreignKeyConsistency: Validator = {
  name: "foreign_key_consistency",
  question: "Does every foreign key lead to a row?",
  async check({ connection }) {
    const catalog = await readCatalog(connection);
    const findings = await constraintFindings(connection, catalog, ["foreign key"]);
    const foreignKeys = catalog.objects.filter(
      (object) => object.kind === "constraint" && object.definition.type === "foreign key",
    ).length;
    const orphans = findings.reduce((sum, { rows }) => sum + rows, 0);
    return { problems: describeFindings(findings, catalog), figures: { foreignKeys, orphans } };
  },
};
