import type { Schema } from "@dataflow/core";
import { type Connection, introspect } from "@dataflow/database";
import { type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName } from "../catalog/object-id.ts";
import { isBookkeeping } from "../history/bookkeeping-names.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { previewOf } from "../report/migration-preview.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Drift, DriftDifference, DriftPatch, DriftReport } from "./drift.ts";
import { DriftEvidence } from "./drift-evidence.ts";
import { type DriftItem, type DriftItems, driftItems } from "./drift-items.ts";
import { type DriftSides, planPatch } from "./drift-patch.ts";
import { type KnownHistory, readKnownHistory } from "./known-history.ts";
import { changedFields, ModelKnowledge } from "./model-knowledge.ts";

/** All that was found out about drift, before it is described. */
export interface DriftLook extends DriftItems {
  readonly sides: DriftSides;
  readonly history: KnownHistory;
  readonly models: ModelKnowledge;
}

/** The work of the exported `findDrift`, which says what it promises. */
export async function findDrift(connection: Connection, models: Schema = { tables: [] }): Promise<DriftReport> {
  const look = await lookForDrift(connection, models);
  const { open, ignored, history, sides } = look;
  const evidence = await DriftEvidence.of(connection, look);
  const drifts: Drift[] = [];
  for (const item of open) drifts.push(await describe(connection, look, { item, evidence }));
  const together = await planPatch(connection, sides, open);
  return freezeDeep({
    target: connection.target,
    ...(history.since && { since: history.since }),
    drifts,
    ignored: ignored.map(({ item, answer }) => ({
      object: item.root.id,
      name: nameOf(item.root),
      reason: answer.reason ?? "",
      since: answer.notedAt,
    })),
    questions: previewOf(connection.target, lookOf(sides), together).questions,
    unjudged: [...history.unjudged].sort(),
  });
}

/**
 * Compares what there is with what is known.
 *
 * @param connection the database
 * @param models the tables that models ask for
 * @returns what neither models nor history know
 */
export async function lookForDrift(connection: Connection, models: Schema): Promise<DriftLook> {
  const actual = await readCatalog(connection);
  const history = await readKnownHistory(connection, actual);
  const knowledge = await ModelKnowledge.of(connection, { tables: models.tables }, actual);
  const items = driftItems(actual, history, knowledge);
  const known = history.objects ?? new Map();
  return { ...items, history, models: knowledge, sides: { actual, known, open: items.open } };
}

/** An object as options take it. */
export function nameOf({ kind, path }: CatalogObject): string {
  return `${kind} ${displayName(path)}`;
}

/** A drift in one sentence. */
export function sentenceOf(item: DriftItem): string {
  const name = nameOf(item.root);
  if (item.change === "added") return `${name} was added by hand`;
  if (item.change === "missing") return `${name} was dropped by hand`;
  const changes = differencesOf(item).map(
    ({ property, known, found }) => `${property}: ${known ?? "none"} → ${found ?? "none"}`,
  );
  return `${name} was changed by hand (${changes.join("; ")})`;
}

/** The two catalogs of drift, as previews take them. */
export function lookOf({ actual }: DriftSides) {
  return { actual, index: indexCatalog(actual), renames: {} };
}

async function describe(
  connection: Connection,
  { sides, history }: DriftLook,
  { item, evidence }: { readonly item: DriftItem; readonly evidence: DriftEvidence },
): Promise<Drift> {
  const { root, change, parts } = item;
  const planned = await planPatch(connection, sides, [item]);
  const { steps, refused } = previewOf(connection.target, lookOf(sides), planned);
  const patch: DriftPatch = { steps, refused };
  const table = await tableOf(connection, root, [indexCatalog(sides.actual), sides.known]);
  const before = history.answers.find(({ object, answer }) => object === root.id && answer === "ignored");
  return {
    object: root.id,
    name: nameOf(root),
    change,
    description: sentenceOf(item),
    parts: parts.map(({ id }) => id).sort(),
    differences: differencesOf(item),
    evidence: await evidence.for(item),
    ...(table && { table }),
    patch,
    ...(before && { ignoredBefore: before.reason ?? "" }),
  };
}

function differencesOf({ root, known }: DriftItem): readonly DriftDifference[] {
  if (known === undefined) return [];
  const [before, after] = [new Map(Object.entries(known.definition)), new Map(Object.entries(root.definition))];
  return changedFields(known, root).map((property) => ({
    property,
    ...(before.has(property) && { known: textOf(before.get(property)) }),
    ...(after.has(property) && { found: textOf(after.get(property)) }),
  }));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

/** The table that an object is in, in the words of models; models have words for tables and what is in them. */
async function tableOf(connection: Connection, object: CatalogObject, objects: readonly CatalogIndex[]) {
  if (!["table", "column", "constraint", "index"].includes(object.kind)) return undefined;
  const owner = object.kind === "table" ? object.id : object.parent;
  const path = objects.map((index) => owner && index.get(owner)?.path).find((found) => found !== undefined) ?? [];
  const [name = "", schema] = path.toReversed();
  if (isBookkeeping([schema ?? name])) return undefined;
  const found = await introspect(connection, { tables: [name], ...(schema !== undefined && { schema }) });
  return found.tables.find((table) => table.name === name);
}
