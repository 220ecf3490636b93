import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { builtInObjects } from "../dialects/model-objects.ts";
import { catalogDifference } from "../diff/catalog-difference.ts";
import { isSameContent } from "../diff/same-content.ts";
import type { DriftRecord } from "../history/drift-record.ts";
import type { DriftChange } from "./drift.ts";
import type { KnownHistory } from "./known-history.ts";
import type { ModelKnowledge } from "./model-knowledge.ts";

/** Something that was changed by hand, with all that came or went with it. */
export interface DriftItem {
  readonly change: DriftChange;
  /** As the database has it, or had it as far as anybody knows. */
  readonly root: CatalogObject;
  /** For a change: as it is known. */
  readonly known?: CatalogObject;
  readonly parts: readonly CatalogObject[];
}

/** What somebody has said about an item, and how the item was then. */
export interface AnsweredItem {
  readonly item: DriftItem;
  readonly answer: DriftRecord;
}

/** The items of a database, those that are ignored apart. */
export interface DriftItems {
  readonly open: readonly DriftItem[];
  readonly ignored: readonly AnsweredItem[];
}

/**
 * Compares what there is with what is known.
 *
 * @param actual what there is
 * @param history what history knows
 * @param models what models say
 * @returns what neither of them knows
 */
export function driftItems(actual: Catalog, history: KnownHistory, models: ModelKnowledge): DriftItems {
  const known: CatalogIndex = history.objects ?? new Map();
  const isJudged = ({ id }: CatalogObject): boolean => !history.unjudged.has(id);
  const { created, dropped, altered } = catalogDifference(known, indexCatalog(actual));
  const added = created.filter((object) => isJudged(object) && !models.knowsAdded(object));
  const missing = dropped.filter((object) => isJudged(object) && !models.knowsMissing(object));
  const changed = altered.filter(({ before, after }) => isJudged(after) && !models.knowsChanged(before, after));
  const items: readonly DriftItem[] = [
    ...grouped("added", history.objects === undefined ? withoutBuiltIn(added, builtInObjects(actual.dialect)) : added),
    ...grouped("missing", missing),
    ...changed.map(({ before, after }): DriftItem => ({ change: "changed", root: after, known: before, parts: [] })),
  ];
  return sorted(items, history.answers);
}

function sorted(items: readonly DriftItem[], answers: readonly DriftRecord[]): DriftItems {
  const byObject = new Map(answers.map((answer) => [answer.object, answer]));
  const open: DriftItem[] = [];
  const ignored: AnsweredItem[] = [];
  for (const item of items) {
    const answer = byObject.get(item.root.id);
    const isIgnored =
      answer?.answer === "ignored" &&
      [item.root, ...item.parts].every((object) => isAsItWas(object, item.change, byObject.get(object.id)));
    if (isIgnored && answer !== undefined) ignored.push({ item, answer });
    else open.push(item);
  }
  return { open, ignored };
}

/** What is ignored is the state that somebody has seen, not whatever comes after it. */
function isAsItWas(object: CatalogObject, change: DriftChange, answer: DriftRecord | undefined): boolean {
  if (answer?.answer !== "ignored") return false;
  if (change === "missing") return answer.found === undefined;
  return answer.found !== undefined && isSameContent(answer.found.definition, object.definition);
}

/** What is in a thing that came or went, came or went with it; so did what is about one column that did. */
function grouped(change: DriftChange, objects: readonly CatalogObject[]): readonly DriftItem[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const owners = new Map<ObjectId, ObjectId>();
  for (const object of objects) {
    const owner = ownerOf(object, byId);
    if (owner !== undefined) owners.set(object.id, owner);
  }
  const rootOf = (id: ObjectId): ObjectId => {
    const owner = owners.get(id);
    return owner === undefined ? id : rootOf(owner);
  };
  const parts = new Map<ObjectId, CatalogObject[]>();
  for (const object of objects) {
    const root = rootOf(object.id);
    if (root !== object.id) parts.set(root, [...(parts.get(root) ?? []), object]);
  }
  const roots = objects.filter(({ id }) => !owners.has(id));
  return roots.map((root) => ({ change, root, parts: parts.get(root.id) ?? [] }));
}

function ownerOf(object: CatalogObject, others: CatalogIndex): ObjectId | undefined {
  if (object.parent !== undefined && others.has(object.parent)) return object.parent;
  if (object.kind === "sequence") return columnOfSequence(object.id, others);
  if (object.kind !== "constraint" && object.kind !== "index" && object.kind !== "sequenceOwner") return undefined;
  return object.dependsOn.find((id) => others.get(id)?.kind === "column");
}

/** A sequence that belongs to a column comes and goes with it. */
function columnOfSequence(sequence: ObjectId, others: CatalogIndex): ObjectId | undefined {
  for (const object of others.values())
    if (object.kind === "sequenceOwner" && object.dependsOn.includes(sequence) && others.has(object.definition.column))
      return object.definition.column;
  return undefined;
}

/** Where there is no history, what every database has by itself is nobody's doing. */
function withoutBuiltIn(objects: readonly CatalogObject[], builtIn: readonly ObjectId[]): readonly CatalogObject[] {
  const own = new Set(builtIn);
  return objects.filter(({ id, parent }) => !own.has(id) && (parent === undefined || !own.has(parent)));
}
