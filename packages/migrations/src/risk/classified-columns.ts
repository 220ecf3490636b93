import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import type { PlanScene } from "./plan-scene.ts";
import type { ClassifiedColumn } from "./risk-input.ts";

/** What a comment on a column or its table says of it. */
const CLASSIFIED = /@(?:classified|confidential|sensitive|personal|pii)\b/i;
const PUBLIC = /@public\b/i;

/** Names of columns that mostly hold data about people. */
const SOUNDS_PERSONAL =
  /^(?:e_?mail|phone|mobile|ssn|social_security|birth|date_of_birth|dob|pass(?:word|port)|address|street|iban|card|salary|tax_?id|first_?name|last_?name|full_?name|gender|religion)/i;

/**
 * The columns of an object that hold data about which there are rules: because a comment says so, or, as a mere hint,
 * because of their names.
 *
 * @param id a table or column that is dropped or changed
 * @param scene the database
 * @returns the columns
 */
export function classifiedColumns(id: ObjectId, scene: PlanScene): readonly ClassifiedColumn[] {
  const object = scene.original(id);
  if (object?.kind !== "table" && object?.kind !== "column") return [];
  const columns = scene.actual.objects.filter(
    (one) => one.kind === "column" && (object.kind === "table" ? one.parent === object.id : one.id === object.id),
  );
  return columns.flatMap((column) => classificationOf(column, scene));
}

function classificationOf(column: CatalogObject, { actual }: PlanScene): readonly ClassifiedColumn[] {
  const name = displayName(column.path);
  const comments = actual.objects.flatMap((one) =>
    one.kind === "comment" && (one.definition.on === column.id || one.definition.on === column.parent)
      ? [one.definition.text]
      : [],
  );
  if (comments.some((text) => CLASSIFIED.test(text)))
    return [
      {
        name,
        isHint: false,
        evidence: { source: "catalog", fact: `a comment says that ${name} is classified`, value: true },
      },
    ];
  const isPublic = comments.some((text) => PUBLIC.test(text));
  if (isPublic || !SOUNDS_PERSONAL.test(column.path.at(-1) ?? "")) return [];
  return [{ name, isHint: true, evidence: { source: "catalog", fact: "name of a column", value: name } }];
}
