import type { Connection } from "@dataflow/database";
import { type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { isSameContent } from "../diff/same-content.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readSnapshot, readSnapshots } from "../history/snapshot-record.ts";
import type { DriftItem } from "./drift-items.ts";
import type { DriftLook } from "./find-drift.ts";

/** A moment that somebody has written down. */
interface Moment {
  readonly name: string;
  readonly objects: CatalogIndex;
}

/** So many snapshots are looked into, the latest. */
const MOST_SNAPSHOTS = 10;

/** Says how it is known that something was changed by hand, and between which moments it happened. */
export class DriftEvidence {
  readonly #look: DriftLook;
  readonly #moments: readonly Moment[];

  private constructor(look: DriftLook, moments: readonly Moment[]) {
    this.#look = look;
    this.#moments = moments;
  }

  /** Reads the snapshots that were taken since the last migration. */
  static async of(connection: Connection, look: DriftLook): Promise<DriftEvidence> {
    const { since } = look.history;
    if (look.open.length === 0 || since === undefined) return new DriftEvidence(look, []);
    const later = (await readSnapshots(connection)).filter(({ createdAt }) => createdAt > since.at);
    const moments: Moment[] = [];
    for (const { snapshotId, description, createdAt } of later.slice(-MOST_SNAPSHOTS)) {
      const snapshot = await readSnapshot(connection, snapshotId);
      if (snapshot === undefined) continue;
      moments.push({ name: `the snapshot "${description}" of ${createdAt}`, objects: indexCatalog(snapshot.catalog) });
    }
    return new DriftEvidence(look, moments);
  }

  /** What is known about one change. */
  for({ root, change, known }: DriftItem): readonly Evidence[] {
    const { history, models } = this.#look;
    const { id } = root;
    const isHere = change !== "missing";
    const facts: Evidence[] = [{ source: "catalog", fact: `${id} is in the database`, value: isHere }];
    if (history.since !== undefined) {
      const { kind, name, at } = history.since;
      const fact = `${id} is known to history, up to the ${kind} "${name}" of ${at}`;
      facts.push({ source: "history", fact, value: change !== "added" });
    } else
      facts.push({ source: "history", fact: "the database has a history of migrations or snapshots", value: false });
    facts.push({ source: "statement", fact: `models ask for ${id}`, value: models.asksFor(id) });
    const same = this.#moments.find(({ objects }) => isAsNow(objects, { root, change, known }));
    if (same !== undefined) facts.push({ source: "history", fact: `it was so in ${same.name}`, value: true });
    const other = this.#moments.findLast(({ objects }) => !isAsNow(objects, { root, change, known }));
    if (other !== undefined) facts.push({ source: "history", fact: `it was so in ${other.name}`, value: false });
    return facts;
  }
}

function isAsNow(
  objects: CatalogIndex,
  { root, change }: Pick<DriftItem, "root" | "change"> & { readonly known: unknown },
): boolean {
  const then = objects.get(root.id);
  if (change === "missing") return then === undefined;
  return then !== undefined && isSameContent(then.definition, root.definition);
}
