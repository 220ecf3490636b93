import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";

/** Changes the default of a domain, whether it may be null, and its checks. Another type means another domain. */
export const alterDomain: OperationType<"domain"> = {
  name: "alterDomain",
  kind: "domain",
  change: "alter",
  inverse: "alterDomain",
  covers: ["default", "notNull", "checks"],
  lock: () => "SHARE on every table with a column of the domain",
  rows: () => "unknown",
  plan({ before, after }) {
    if (before === undefined || after === undefined) return [];
    const [old, wanted] = [before.definition, after.definition];
    const text = (check: (typeof old.checks)[number]): string => JSON.stringify(check);
    const kept = new Set(wanted.checks.map(text).filter((check) => old.checks.map(text).includes(check)));
    const clauses = [
      ...old.checks
        .filter((check) => !kept.has(text(check)))
        .map(({ name }) => `DROP CONSTRAINT ${quoteIdentifier(name)}`),
      ...(old.default === wanted.default
        ? []
        : [wanted.default === undefined ? "DROP DEFAULT" : `SET DEFAULT ${wanted.default}`]),
      ...(old.notNull === wanted.notNull ? [] : [wanted.notNull ? "SET NOT NULL" : "DROP NOT NULL"]),
      ...wanted.checks
        .filter((check) => !kept.has(text(check)))
        .map(({ name, sql, valid }) => `ADD CONSTRAINT ${quoteIdentifier(name)} ${sql}${valid ? "" : " NOT VALID"}`),
    ];
    return clauses.map((clause) => inside(`ALTER DOMAIN ${quotePath(after.path)} ${clause}`));
  },
};
