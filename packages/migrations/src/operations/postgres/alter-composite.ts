import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";

/** Changes the attributes of a composite type. The server refuses it while columns use the type in a way it cannot follow. */
export const alterComposite: OperationType<"composite"> = {
  name: "alterComposite",
  kind: "composite",
  change: "alter",
  inverse: "alterComposite",
  covers: ["attributes"],
  plan({ before, after }) {
    if (before === undefined || after === undefined) return [];
    const [old, wanted] = [before.definition.attributes, after.definition.attributes];
    const clauses = [
      ...old
        .filter(({ name }) => !wanted.some((attribute) => attribute.name === name))
        .map(({ name }) => `DROP ATTRIBUTE ${quoteIdentifier(name)} CASCADE`),
      ...wanted.flatMap(({ name, type, collation }) => {
        const known = old.find((attribute) => attribute.name === name);
        const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
        if (known === undefined) return [`ADD ATTRIBUTE ${quoteIdentifier(name)} ${type}${collate} CASCADE`];
        if (known.type === type && known.collation === collation) return [];
        return [`ALTER ATTRIBUTE ${quoteIdentifier(name)} TYPE ${type}${collate} CASCADE`];
      }),
    ];
    return clauses.map((clause) => inside(`ALTER TYPE ${quotePath(after.path)} ${clause}`));
  },
};
