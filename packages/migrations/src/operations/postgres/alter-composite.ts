import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { canonicalJson } from "../../snapshot/canonical-json.ts";
import { inside, type ObjectChange, type OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";

type Attribute = CatalogObject<"composite">["definition"]["attributes"][number];

/** What goes and what comes, at the end. */
interface Attributes {
  readonly dropped: readonly Attribute[];
  readonly added: readonly Attribute[];
}

/**
 * Drops and adds attributes of a composite type; columns of the type follow. The server does not change the type of an
 * attribute that a column uses: when that is all that differs, the type is made anew and its columns are converted.
 */
export const alterComposite: OperationType<"composite"> = {
  name: "alterComposite",
  kind: "composite",
  change: "alter",
  inverse: "alterComposite",
  covers: ["attributes"],
  plan(change) {
    if (change.after === undefined || isRetyped(change)) return [];
    const { dropped, added } = attributesOf(change);
    const clauses = [
      ...dropped.map(({ name }) => `DROP ATTRIBUTE ${quoteIdentifier(name)} CASCADE`),
      ...added.map(({ name, type, collation }) => {
        const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
        return `ADD ATTRIBUTE ${quoteIdentifier(name)} ${type}${collate} CASCADE`;
      }),
    ];
    const path = quotePath(change.after.path);
    return clauses.map((clause) => inside(`ALTER TYPE ${path} ${clause}`));
  },
  lock: () => "ACCESS EXCLUSIVE on every table that is of the type",
  loss(change) {
    const { dropped } = attributesOf(change);
    if (dropped.length === 0 || change.after === undefined) return undefined;
    const name = displayName(change.after.path);
    return {
      what: `the values of ${dropped.map((one) => one.name).join(", ")} in ${name}`,
      allow: `narrow composite ${name}`,
    };
  },
  reversal: (change) => (attributesOf(change).dropped.length === 0 ? "inverse" : "backup"),
};

/** What stays is a beginning of what is wanted, for what is new can only be at the end. */
function attributesOf({ before, after }: ObjectChange<"composite">): Attributes {
  const [old, wanted] = [before?.definition.attributes ?? [], after?.definition.attributes ?? []];
  const kept = new Set<Attribute>();
  for (const attribute of old) {
    const next = wanted[kept.size];
    if (canonicalJson(next) === canonicalJson(attribute)) kept.add(attribute);
  }
  return { dropped: old.filter((attribute) => !kept.has(attribute)), added: wanted.slice(kept.size) };
}

/** Whether all attributes are there in their order, some of them of another type. */
function isRetyped({ before, after }: ObjectChange<"composite">): boolean {
  const names = (type: CatalogObject<"composite"> | undefined): string =>
    canonicalJson(type?.definition.attributes.map(({ name }) => name));
  return names(before) === names(after);
}
