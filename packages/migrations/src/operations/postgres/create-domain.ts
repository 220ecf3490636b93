import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a domain. A check that holds for new values only is added to it afterwards. */
export const createDomain: OperationType<"domain"> = createOperation(
  "domain",
  ({ path, definition, dependsOn }, { desired }) => {
    const { type, collation, notNull, checks, default: fill } = definition;
    const name = quotePath(path);
    const base = dependsOn.map((id) => desired.get(id)).find((object) => object?.kind === "domain");
    const clauses = [
      ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
      ...(fill === undefined ? [] : [`DEFAULT ${fill}`]),
      ...(notNull ? ["NOT NULL"] : []),
      ...checks.filter(({ valid }) => valid).map((check) => `CONSTRAINT ${quoteIdentifier(check.name)} ${check.sql}`),
    ];
    return [
      [`CREATE DOMAIN ${name} AS ${type}`, ...clauses].join(" "),
      // A domain is born with the default of the domain it is made of.
      ...(fill === undefined && base?.definition.default !== undefined ? [`ALTER DOMAIN ${name} DROP DEFAULT`] : []),
      ...checks
        .filter(({ valid }) => !valid)
        .map((check) => `ALTER DOMAIN ${name} ADD CONSTRAINT ${quoteIdentifier(check.name)} ${check.sql} NOT VALID`),
    ];
  },
);
