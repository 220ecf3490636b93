import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { directDependents } from "../../catalog/catalog-parts.ts";
import { displayName, type ObjectId } from "../../catalog/object-id.ts";
import { quoteIdentifier, quoteText } from "../../dialects/sql-text.ts";
import { inside, type OperationType, type PlanFacts, type Statement } from "../operation-type.ts";
import { ownerTable, ownName, quotePath } from "./names.ts";
import { partitionedBy } from "./partition-key.ts";

type Enum = CatalogObject<"enum">;

/** Adds values to an enum where they belong. They can be used once that is committed. */
export const addEnumValues: OperationType<"enum"> = {
  name: "addEnumValues",
  kind: "enum",
  change: "alter",
  inverse: "recreateEnum",
  covers: ["values"],
  plan({ before, after }): readonly Statement[] {
    if (before === undefined || after === undefined || !isExtension(before, after)) return [];
    const known = [...before.definition.values];
    return after.definition.values.flatMap((value, index): Statement[] => {
      if (known.includes(value)) return [];
      const previous = after.definition.values[index - 1];
      const place = previous === undefined ? ` BEFORE ${quoteText(known[0] ?? "")}` : ` AFTER ${quoteText(previous)}`;
      known.push(value);
      const sql = `ALTER TYPE ${quotePath(after.path)} ADD VALUE IF NOT EXISTS ${quoteText(value)}${known.length === 1 ? "" : place}`;
      return [{ sql, transaction: "commitAfter" }];
    });
  },
  reversal: () => "inverse",
};

/** Makes an enum anew whose values were removed or put in another order; its columns follow. Rows with a value that is gone refuse. */
export const recreateEnum: OperationType<"enum"> = {
  name: "recreateEnum",
  kind: "enum",
  change: "alter",
  inverse: "recreateEnum",
  covers: ["values"],
  lock: () => "ACCESS EXCLUSIVE on every table with a column of the type",
  rows: () => "unknown",
  plan({ before, after }, facts): readonly Statement[] {
    if (before === undefined || after === undefined || isExtension(before, after)) return [];
    const old = quoteIdentifier(`_dataflow_old_${after.path.at(-1) ?? ""}`.slice(0, 60));
    const schema = quotePath(after.path.slice(0, -1));
    const values = after.definition.values.map(quoteText).join(", ");
    return [
      inside(`ALTER TYPE ${quotePath(after.path)} RENAME TO ${old}`),
      inside(`CREATE TYPE ${quotePath(after.path)} AS ENUM (${values})`),
      ...columnsOf(after.id, facts).flatMap((column) => convert(column, facts).map(inside)),
      inside(`DROP TYPE ${schema}.${old}`),
    ];
  },
  validate({ before, after }, facts) {
    if (before === undefined || after === undefined || isExtension(before, after)) return [];
    const key = columnsOf(after.id, facts).find((column) => partitionedBy(column, facts) !== undefined);
    if (key === undefined) return [];
    return [
      `the column ${displayName(key.path)} of this type is in the key of a partitioned table, and no such column can be changed; keep the values and their order, or drop the table`,
    ];
  },
  loss({ before, after }) {
    const gone = before?.definition.values.filter((value) => !after?.definition.values.includes(value)) ?? [];
    if (gone.length === 0 || after === undefined) return undefined;
    const name = displayName(after.path);
    return { what: `the values ${gone.join(", ")} of the enum ${name}`, allow: `narrow enum ${name}` };
  },
  // A computed column takes no values from anywhere, so it is computed again.
  displaces: (dependent) =>
    (dependent.kind !== "column" || dependent.definition.generated !== undefined) &&
    !(
      dependent.kind === "constraint" && ["primary key", "unique", "foreign key"].includes(dependent.definition.type)
    ) &&
    !(
      dependent.kind === "index" &&
      dependent.definition.predicate === undefined &&
      !dependent.definition.columns.includes(null)
    ) &&
    !["comment", "grant", "table", "sequenceOwner"].includes(dependent.kind),
};

function isExtension(before: Enum, after: Enum): boolean {
  const kept = after.definition.values.filter((value) => before.definition.values.includes(value));
  return (
    kept.length === before.definition.values.length && kept.every((value, i) => value === before.definition.values[i])
  );
}

function columnsOf(type: ObjectId, facts: PlanFacts): readonly CatalogObject<"column">[] {
  const columns: CatalogObject<"column">[] = [];
  for (const object of directDependents(facts.desired, type)) {
    if (object.kind !== "column" || object.definition.inherited === true) continue;
    if (object.definition.generated !== undefined) continue;
    // Columns that come later or change their type are the business of other operations.
    const before = facts.actual.get(object.id);
    if (before?.kind === "column" && before.definition.type === object.definition.type) columns.push(object);
  }
  return columns;
}

function convert(column: CatalogObject<"column">, { actual }: PlanFacts): readonly string[] {
  const alter = `ALTER TABLE ${ownerTable(column)} ALTER COLUMN ${ownName(column)}`;
  const { type, default: value } = column.definition;
  const before = actual.get(column.id);
  const hadDefault = before?.kind === "column" && before.definition.default !== undefined;
  const middle = type.endsWith("[]") ? "text[]" : "text";
  const change = `${alter} TYPE ${type} USING ${ownName(column)}::${middle}::${type}`;
  return [
    ...(hadDefault ? [`${alter} DROP DEFAULT`] : []),
    change,
    ...(value === undefined ? [] : [`${alter} SET DEFAULT ${value}`]),
  ];
}
