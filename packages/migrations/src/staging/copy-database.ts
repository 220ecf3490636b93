import type { Connection } from "@dataflow/database";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { copyDialect } from "../dialects/copy-dialects.ts";
import { stagingDialect } from "../dialects/staging-dialects.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { constraintFindings } from "../snapshot/constraint-findings.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { chooseRows, type RowChoice } from "./choose-rows.ts";
import { chosenStrata } from "./chosen-strata.ts";
import { RowCopy } from "./copy-rows.ts";
import { type CopyPlan, planCopy } from "./copy-tables.ts";
import { type MaskPlan, maskedColumns, planMasks } from "./plan-masks.ts";
import type { ResolvedStagingRequest } from "./resolve-staging-request.ts";
import { type LeftOutObject, runSchemaPlan } from "./run-schema-plan.ts";
import { foundationOf } from "./schema-parts.ts";
import type { StagedTableReport, StagingReport } from "./staging-environment.ts";
import type { StagingWatch } from "./staging-watch.ts";

/** What is copied where, and who watches. */
export interface DatabaseCopyRequest {
  readonly source: Connection;
  readonly target: Connection;
  readonly request: ResolvedStagingRequest;
  readonly watch: StagingWatch;
}

type CopyReport = Omit<StagingReport, "durationMs">;

/**
 * Copies a database into an empty one: everything is read of one moment, whatever others write meanwhile.
 *
 * @param request from where, to where, how much
 * @returns what came of it
 */
export async function copyDatabase(request: DatabaseCopyRequest): Promise<CopyReport> {
  const { source, target, watch } = request;
  const dialect = copyDialect(source.dialect);
  const { maxBytes } = request.request;
  return target.session(async () => {
    await dialect.prepareTarget(target, watch.remainingMs);
    if (maxBytes !== undefined) watch.isCapped = await stagingDialect(target.dialect).capBytes(target, maxBytes);
    return new DatabaseCopy(request).copy();
  });
}

/** What was read of the source at one moment. */
interface Reading {
  readonly catalog: Catalog;
  readonly plan: CopyPlan;
  readonly masks: MaskPlan;
  readonly tables: readonly StagedTableReport[];
}

class DatabaseCopy {
  readonly #request: DatabaseCopyRequest;
  readonly #left: LeftOutObject[] = [];

  constructor(request: DatabaseCopyRequest) {
    this.#request = request;
  }

  async copy(): Promise<CopyReport> {
    const { source, target, request } = this.#request;
    const dialect = copyDialect(source.dialect);
    // The source's moment ends before indexes are built: a long transaction keeps a server from cleaning up.
    const { catalog, plan, masks, tables } = await source.transaction(() => this.#read(), dialect.reading);
    const orphans = request.sampling.preserveReferentialIntegrity ? [] : await this.#orphans(catalog);
    await this.#reach(withoutChecks(catalog, orphans));
    const beside = { source, target, catalog, tables: plan.tables, masked: masks.names };
    const statistics = await dialect.copyStatistics(beside);
    const after = await readCatalog(target);
    return freezeDeep({
      tables,
      rows: tables.reduce((sum, { chosenRows, parentRows }) => sum + chosenRows + parentRows, 0),
      bytes: await stagingDialect(target.dialect).bytes(target),
      sourceFingerprint: catalogFingerprint(catalog),
      fingerprint: catalogFingerprint(after),
      leftOut: [...this.#left],
      unmodelled: catalog.unmodelled,
      statistics,
      orphans: await this.#orphans(after),
      masked: maskedColumns(plan, masks),
    });
  }

  async #read(): Promise<Reading> {
    const { source, target, request, watch } = this.#request;
    const dialect = copyDialect(source.dialect);
    const catalog = await readCatalog(source);
    const plan = planCopy(catalog);
    const masks = planMasks(plan, request.masking, keyColumns(catalog));
    await dialect.prepareSource(source, plan.tables, watch.remainingMs);
    await this.#reach(foundationOf(catalog, dialect));
    const tables = await this.#copyRows(catalog, plan, masks);
    const beside = { source, target, catalog, tables: plan.tables, masked: masks.names };
    this.#left.push(...(await dialect.copyBeside(beside)));
    return { catalog, plan, masks, tables };
  }

  /** Makes what is missing. */
  async #reach(wanted: Catalog): Promise<void> {
    const { target, watch } = this.#request;
    const plan = planMigration(await readCatalog(target), wanted, { allow: "everything" });
    this.#left.push(...(await runSchemaPlan(target, plan, () => watch.check())));
  }

  async #copyRows(catalog: Catalog, plan: CopyPlan, masks: MaskPlan): Promise<readonly StagedTableReport[]> {
    const { source, target, request, watch } = this.#request;
    const { sampling } = request;
    const dialect = copyDialect(source.dialect);
    const copy = new RowCopy({ source, target, dialect, plan, masks, afterEach: () => watch.check() });
    const chosen: (readonly [RowChoice, number])[] = [];
    const strata = chosenStrata(plan.tables, sampling.strata);
    for (const table of plan.tables) {
      const choice = await chooseRows(table, { source, catalog, dialect, sampling, strata });
      chosen.push([choice, await copy.copyChosen(choice)]);
    }
    const isWhole = chosen.every(([{ sourceRows }, rows]) => rows === sourceRows);
    if (sampling.preserveReferentialIntegrity && !isWhole) await copy.closeReferences();
    return chosen.map(([choice, rows]) => tableReport(choice, rows, copy.parentRows.get(choice.table.id) ?? 0));
  }

  async #orphans(catalog: Catalog): Promise<StagingReport["orphans"]> {
    const findings = await constraintFindings(this.#request.target, catalog, ["foreign key"]);
    return findings.map(({ constraint, rows }) => ({ constraint, rows }));
  }
}

function tableReport(choice: RowChoice, chosenRows: number, parentRows: number): StagedTableReport {
  const { table, sourceRows, askedRows, isCapped, strata } = choice;
  const percentage = sourceRows === 0 ? 100 : ((chosenRows + parentRows) / sourceRows) * 100;
  return { table: table.id, sourceRows, askedRows, chosenRows, parentRows, percentage, isCapped, strata };
}

/** Columns in which every value differs. */
function keyColumns({ objects }: Catalog): ReadonlyMap<ObjectId, ReadonlySet<string>> {
  const keys = new Map<ObjectId, Set<string>>();
  for (const object of objects) {
    const isKey =
      (object.kind === "constraint" && ["primary key", "unique", "exclude"].includes(object.definition.type)) ||
      (object.kind === "index" && object.definition.unique);
    if (!isKey || object.parent === undefined) continue;
    const known = keys.get(object.parent) ?? new Set<string>();
    for (const name of object.definition.columns) if (name !== null) known.add(name);
    keys.set(object.parent, known);
  }
  return keys;
}

/** Foreign keys that rows break where integrity was not asked for are there, and say that nobody has looked. */
function withoutChecks(catalog: Catalog, orphans: StagingReport["orphans"]): Catalog {
  if (orphans.length === 0) return catalog;
  const broken = new Set(orphans.map(({ constraint }) => constraint));
  const index = indexCatalog(catalog);
  const objects = [...index.values()].map((object) =>
    object.kind === "constraint" && broken.has(object.id)
      ? { ...object, definition: { ...object.definition, valid: false } }
      : object,
  );
  return { ...catalog, objects };
}
