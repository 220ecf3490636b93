import { healthDialect } from "../../dialects/health-dialects.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { constraintFindings } from "../../snapshot/constraint-findings.ts";
import { describeFindings } from "../describe-findings.ts";
import type { Validator } from "../validator.ts";

/** Whether values are what their columns say: checks that were never looked at are looked at, and types. */
export const dataQuality: Validator = {
  name: "data_quality",
  question: "Do all values keep to the checks and types of their columns?",
  async check({ connection }) {
    const catalog = await readCatalog(connection);
    const broken = await constraintFindings(connection, catalog, ["check"]);
    const values = await healthDialect(connection.dialect).valueProblems(connection);
    const figures = { brokenChecks: broken.length, columnsWithWrongValues: values.length };
    return { problems: [...describeFindings(broken, catalog), ...values], figures };
  },
};
