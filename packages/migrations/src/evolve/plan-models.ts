import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { desiredCatalog } from "../desired/desired-catalog.ts";
import { renameObjects } from "../diff/rename-objects.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import type { ModelsLook } from "./look-at-models.ts";
import { startCatalog } from "./start-catalog.ts";
import { readTableRows } from "./table-rows.ts";

/** What may be done, and how. */
export interface ModelsPlanOptions {
  readonly allow?: readonly string[] | "everything";
  readonly concurrently?: boolean;
  /** Whether rows are counted. A plan for other databases must not depend on the rows of this one. Default `true`. */
  readonly countRows?: boolean;
}

/** A plan with the catalogs that it goes between. */
export interface PlannedModels {
  readonly plan: MigrationPlan;
  /** The catalog that was planned for; the plan may lead to less. */
  readonly desired: Catalog;
  readonly rows: ReadonlyMap<ObjectId, number>;
}

/**
 * Plans all that models ask for, what they gave up included: it is refused where data would be lost and nobody allowed it.
 *
 * @param connection the database; rows are counted, nothing is written
 * @param look what was found
 * @param options allowances
 * @returns the plan
 */
export async function planModels(
  connection: Connection,
  look: ModelsLook,
  options: ModelsPlanOptions = {},
): Promise<PlannedModels> {
  const { actual, wanted, meaning, previous, renames } = look;
  const { allow = [] } = options;
  const desired = desiredCatalog({ actual, wanted, meaning, renames, allow, ...(previous && { previous }) });
  return planTowards(connection, look, { desired, options });
}

/**
 * Plans what a start may do by itself: it creates and evolves, never drops, and leaves alone what may have been renamed.
 *
 * @param connection the database; rows are counted, nothing is written
 * @param look what was found
 * @param withheld objects whose change was tried in vain, and those that open questions are about
 * @returns the plan
 */
export async function planStart(
  connection: Connection,
  look: ModelsLook,
  withheld: ReadonlySet<ObjectId>,
): Promise<PlannedModels> {
  const { actual, wanted, meaning, previous, renames, defaultSchema } = look;
  const everything = desiredCatalog({ actual, wanted, meaning, renames });
  const renamed = renameObjects(actual, renames).objects;
  const desired = startCatalog(everything, { actual: renamed, wanted, previous, defaultSchema, withheld });
  return planTowards(connection, look, { desired, options: {} });
}

/**
 * Plans once to see which tables are concerned, counts their rows, and plans again knowing them.
 *
 * @param connection the database; rows are counted, nothing is written
 * @param look what there is, and what is renamed
 * @param towards the catalog to get to, and what may be lost on the way
 * @returns the plan
 */
export async function planTowards(
  connection: Connection,
  { actual, index, renames }: Pick<ModelsLook, "actual" | "index" | "renames">,
  { desired, options }: { readonly desired: Catalog; readonly options: ModelsPlanOptions },
): Promise<PlannedModels> {
  const { allow = [], concurrently = false, countRows = true } = options;
  const blind = planMigration(actual, desired, { renames, allow, concurrently });
  if (!countRows) return { plan: blind, desired, rows: new Map() };
  const renamed = renameObjects(actual, renames);
  const concerned = concernedTables(blind, (id) => renamed.objects.get(id) ?? index.get(id));
  const former = new Map(renamed.changes.map(({ before, after }) => [after?.id, before]));
  const present = concerned.map((table) => index.get(former.get(table.id)?.id ?? table.id) ?? table);
  const counted = await readTableRows(
    connection,
    present.filter(({ id }) => index.has(id)),
  );
  // A renamed table has its rows under both names: the planner asks for the new one.
  const rows = new Map(counted);
  for (const [position, { id }] of concerned.entries()) {
    const count = counted.get(present[position]?.id ?? id);
    if (count !== undefined) rows.set(id, count);
  }
  const plan = rows.size === 0 ? blind : planMigration(actual, desired, { renames, allow, concurrently, rows });
  return { plan, desired, rows };
}

function concernedTables(
  plan: MigrationPlan,
  find: (id: ObjectId) => CatalogObject | undefined,
): readonly CatalogObject[] {
  const ids = [
    ...plan.segments.flatMap(({ steps }) => steps.map(({ object }) => object)),
    ...plan.refused.map(({ object }) => object),
    ...plan.questions.flatMap(({ dropped, created }) => [dropped, created]),
  ];
  const tables = new Map<ObjectId, CatalogObject>();
  for (const id of ids) {
    const object = find(id);
    const table = object?.kind === "table" ? object : object?.parent && find(object.parent);
    // A column to come has no object yet; its table is known by the beginning of its name.
    const owner = table ?? find(ownerOf(id));
    if (owner?.kind === "table") tables.set(owner.id, owner);
  }
  return [...tables.values()];
}

/** `column public.users.name` is in `table public.users`; names with a dot in them are quoted. */
function ownerOf(id: ObjectId): ObjectId {
  const names = id.slice(id.indexOf(" ") + 1).match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return `table ${names.slice(0, -1).join(".")}`;
}
