import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type DriftRecord, readDriftRecords, removeDriftRecords, writeDriftRecords } from "../history/drift-record.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { invalidAnswer, unknownDrift } from "./drift-errors.ts";
import type { DriftItem } from "./drift-items.ts";
import { type DriftLook, lookForDrift, nameOf } from "./find-drift.ts";

/** What somebody says about what was changed by hand. */
export type DriftAnswer =
  /** It counts as known from now on, as it is. */
  | { readonly adopt: string | readonly string[] }
  /** It is left alone, and listed, as long as it stays as it is. */
  | { readonly ignore: string | readonly string[]; readonly reason: string }
  /** What was said about it does not count any more. */
  | { readonly forget: string | readonly string[] };

/** The work of the exported `settleDrift`, which says what it promises. */
export async function settleDrift(connection: Connection, models: Schema, answer: DriftAnswer): Promise<void> {
  const { kind, names, reason } = readAnswer(answer);
  if (kind === "forget") return forget(connection, names);
  const look = await lookForDrift(connection, models);
  const items = names.map((name) => itemNamed(name, look));
  const word = kind === "adopt" ? "adopted" : "ignored";
  const records = items.flatMap((item) => recordsOf(item, { word, reason, look }));
  await ensureBookkeeping(connection);
  await writeDriftRecords(connection, records);
}

/** An item by the identity or the name of its object. @throws MIGRATION.UNKNOWN_DRIFT */
export function itemNamed(name: string, { open, ignored }: DriftLook): DriftItem {
  const items = [...open, ...ignored.map(({ item }) => item)];
  const found = items.find(({ root }) => root.id === name || nameOf(root) === name);
  if (found !== undefined) return found;
  const inside = items.find(({ parts }) => parts.some((part) => part.id === name || nameOf(part) === name));
  if (inside !== undefined) return inside;
  throw unknownDrift(
    name,
    items.map(({ root }) => nameOf(root)),
    "The drift of the database",
  );
}

function recordsOf(
  { root, parts, change, known }: DriftItem,
  said: { readonly word: DriftRecord["answer"]; readonly reason: string | undefined; readonly look: DriftLook },
): readonly Omit<DriftRecord, "notedAt">[] {
  const { word, reason, look } = said;
  const { lastMigration } = look.history;
  return [root, ...parts].map((object: CatalogObject) => ({
    object: object.id,
    item: root.id,
    answer: word,
    ...(change !== "missing" && { found: object }),
    ...(change === "missing" && { known: object }),
    ...(known !== undefined && { known }),
    ...(reason !== undefined && { reason }),
    ...(lastMigration !== undefined && { afterMigration: lastMigration }),
  }));
}

async function forget(connection: Connection, names: readonly string[]): Promise<void> {
  const records = await readDriftRecords(connection);
  const items = [...new Set(records.map(({ item }) => item))];
  for (const name of names) {
    // What is gone has no path any more; its identity names it.
    const item = items.find((id) => id === name || id.replace(" public.", " ") === name);
    if (item === undefined) throw unknownDrift(name, items, "What was said about drift");
    await removeDriftRecords(connection, item);
  }
}

function readAnswer(answer: DriftAnswer) {
  // A program without types may pass anything.
  const given: unknown = answer;
  if (typeof given !== "object" || given === null) throw invalidAnswer();
  const entries = new Map<string, unknown>(Object.entries(given));
  const reason = entries.get("reason");
  entries.delete("reason");
  const [[kind, value] = ["", undefined], ...more] = entries;
  const names = typeof value === "string" ? [value] : value;
  const isList = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === "string");
  if (more.length > 0 || !isList) throw invalidAnswer();
  if (kind === "ignore" && typeof reason === "string" && reason.trim() !== "") return { kind, names, reason } as const;
  if ((kind === "adopt" || kind === "forget") && reason === undefined) return { kind, names, reason } as const;
  throw invalidAnswer();
}
