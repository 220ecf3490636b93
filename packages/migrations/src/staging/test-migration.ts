import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { resolveLimits } from "../checkpoint/checkpoint-limits.ts";
import type { ValidatorName } from "../checkpoint/validator-names.ts";
import { validatorNamed } from "../checkpoint/validators.ts";
import { stagingDialect } from "../dialects/staging-dialects.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { createSchemaSnapshot } from "../snapshot/create-schema-snapshot.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { SchemaSnapshot } from "../snapshot/schema-snapshot.ts";
import { catalogChecksums } from "../snapshot/table-checksum.ts";
import type { OwnedEnvironment } from "./create-environment.ts";
import { invalidStagingOption } from "./resolve-staging-request.ts";
import type {
  DataIntegrityCheck,
  PerformanceMetrics,
  StagedMigration,
  StagingTestRequest,
  StagingTestResult,
  StepDuration,
  WorkloadComparison,
} from "./staging-test.ts";
import { touchedTables } from "./touched-tables.ts";
import { measureStatement, planWorkload, type WorkloadStatement, type WorkloadTime } from "./workload.ts";

const NAMES: readonly string[] = [
  "migrationPlan",
  "validationChecks",
  "performanceMonitoring",
] satisfies (keyof StagingTestRequest)[];

/** Checks whose findings can be compared: what a source has wrong already is no fault of the migration. */
const CHECKS: readonly ValidatorName[] = [
  "schema_integrity",
  "foreign_key_consistency",
  "data_quality",
  "constraint_validation",
  "schema_validation",
  "data_integrity",
];

/** Tables whose use is measured at most. */
const MOST_TABLES = 10;

/**
 * Tries a migration on a staging environment.
 *
 * @param owned the environment
 * @param request what to try and what to look at
 * @returns what came of it; a migration that fails is a result, not an error
 * @throws MIGRATION.STAGING_LIMIT when the environment needed more than it may use
 */
export async function testMigration(owned: OwnedEnvironment, request: StagingTestRequest): Promise<StagingTestResult> {
  checkRequest(request);
  try {
    return freezeDeep(await new MigrationTest(owned, request).run());
  } catch (error) {
    throw owned.watch.reasonOf(error);
  }
}

function checkRequest(request: StagingTestRequest): void {
  checkOptionNames("testMigrationInStaging", request, NAMES);
  const { migrationPlan, validationChecks = true, performanceMonitoring = true } = request;
  const isKnown = typeof migrationPlan === "function" || typeof migrationPlan === "object";
  if (!isKnown || migrationPlan === null)
    throw invalidStagingOption("migrationPlan", "give a plan, a list of statements or a function");
  if (typeof validationChecks !== "boolean") throw invalidStagingOption("validationChecks", "give true or false");
  if (typeof performanceMonitoring !== "boolean")
    throw invalidStagingOption("performanceMonitoring", "give true or false");
}

class MigrationTest {
  readonly #owned: OwnedEnvironment;
  readonly #connection: Connection;
  readonly #request: StagingTestRequest;
  readonly #steps: StepDuration[] = [];

  constructor(owned: OwnedEnvironment, request: StagingTestRequest) {
    this.#owned = owned;
    this.#connection = owned.environment.connection;
    this.#request = request;
  }

  async run(): Promise<StagingTestResult> {
    const { validationChecks = true, performanceMonitoring = true, migrationPlan } = this.#request;
    const catalog = await readCatalog(this.#connection);
    const baseline = validationChecks ? await this.#baseline() : undefined;
    const before = baseline && (await this.#problems(baseline));
    const workload = performanceMonitoring ? await this.#measureBefore(catalog) : undefined;
    const startedAt = performance.now();
    const failure = await this.#migrate(migrationPlan).then(
      () => undefined,
      (error: unknown) => this.#failureOf(error),
    );
    const ended = { durationMs: performance.now() - startedAt, steps: this.#steps };
    if (failure !== undefined) return { success: false, failureReason: failure, ...ended };
    const performanceMetrics = workload && (await this.#measureAfter(workload));
    const dataIntegrityCheck = baseline && before && (await this.#compare(baseline, before));
    const problems = dataIntegrityCheck?.checks.flatMap(({ newProblems }) => newProblems) ?? [];
    return {
      success: problems.length === 0,
      ...(problems.length > 0 && { failureReason: problems.join("; ") }),
      ...ended,
      ...(performanceMetrics && { performanceMetrics }),
      ...(dataIntegrityCheck && { dataIntegrityCheck }),
    };
  }

  #baseline(): Promise<SchemaSnapshot> {
    return createSchemaSnapshot(this.#connection, {
      description: "before a migration is tried",
      includeDataChecksums: true,
      includePerformanceMetrics: true,
    });
  }

  /** An environment that had to go is the reason for whatever happened. */
  #failureOf(error: unknown): string {
    if (this.#owned.watch.reasonOf(error) !== error) throw error;
    if (isDataFlowError(error)) return `${error.code}: ${error.message}`;
    return error instanceof Error ? error.message : "it threw something that is no error";
  }

  async #migrate(migration: StagedMigration): Promise<void> {
    const { watch } = this.#owned;
    if (typeof migration === "function")
      return this.#timed("migration", async () => void (await migration(this.#connection)));
    if (!isPlan(migration)) {
      for (const [index, sql] of migration.entries()) {
        await watch.check();
        await this.#timed(`statement ${index + 1}`, () => this.#connection.run(sql));
      }
      return;
    }
    const started = new Map<string, number>();
    await applyMigration(this.#connection, migration, {
      name: "trial",
      signal: watch.signal,
      ...(watch.remainingMs !== undefined && { statementTimeoutMs: Math.ceil(watch.remainingMs) }),
      onProgress: (event) => {
        if (event.kind === "stepStarted") started.set(event.step, performance.now());
        if (event.kind !== "stepDone") return;
        const durationMs = performance.now() - (started.get(event.step) ?? Number.NaN);
        this.#steps.push({ step: event.step, durationMs });
      },
    });
  }

  async #timed(step: string, body: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    await body();
    this.#steps.push({ step, durationMs: performance.now() - startedAt });
  }

  async #measureBefore(catalog: Catalog): Promise<MeasuredWorkload> {
    const plan = this.#request.migrationPlan;
    const steps = isPlan(plan) ? plan.segments.flatMap((segment) => segment.steps) : [];
    const touched = touchedTables(catalog, steps);
    const largest = [...this.#owned.environment.report.tables]
      .toSorted((left, right) => sizeOf(right) - sizeOf(left))
      .map(({ table }) => table);
    const tables = (isPlan(plan) ? largest.filter((table) => touched.includes(table)) : largest).slice(0, MOST_TABLES);
    const statements = await planWorkload(this.#connection, catalog, tables);
    const times: (readonly [WorkloadStatement, WorkloadTime])[] = [];
    for (const statement of statements) times.push([statement, await measureStatement(this.#connection, statement)]);
    return { times, bytes: await this.#bytes() };
  }

  async #measureAfter({ times, bytes }: MeasuredWorkload): Promise<PerformanceMetrics> {
    const workload: WorkloadComparison[] = [];
    for (const [statement, before] of times) {
      // What could not be run before says nothing about the migration.
      if ("errorCode" in before) continue;
      const after = await measureStatement(this.#connection, statement);
      workload.push(comparison(statement, before.medianMs, after));
    }
    const ratios = workload.flatMap(({ ratio }) => (ratio === undefined ? [] : [ratio]));
    return {
      workload,
      ...(ratios.length > 0 && { worstRatio: Math.max(...ratios) }),
      failing: workload.filter(({ errorCode }) => errorCode !== undefined).length,
      bytesBefore: bytes,
      bytesAfter: await this.#bytes(),
    };
  }

  #bytes(): Promise<number> {
    return stagingDialect(this.#connection.dialect).bytes(this.#connection);
  }

  async #problems(baseline: SchemaSnapshot): Promise<Findings> {
    const scene = { connection: this.#connection, baseline, limits: resolveLimits({}) };
    const findings = new Map<ValidatorName, Finding>();
    for (const name of CHECKS) findings.set(name, await validatorNamed(name).check(scene));
    return findings;
  }

  async #compare(baseline: SchemaSnapshot, before: Findings): Promise<DataIntegrityCheck> {
    const after = await this.#problems(baseline);
    const checks = [...after].map(([validator, { problems, figures }]) => {
      const old = new Set(before.get(validator)?.problems);
      return { validator, newProblems: problems.filter((problem) => !old.has(problem)), figures };
    });
    const now = await catalogChecksums(this.#connection, await readCatalog(this.#connection));
    const counts = Object.entries(baseline.checksums ?? {});
    return {
      passed: checks.every(({ newProblems }) => newProblems.length === 0),
      checks,
      rowCounts: counts.map(([id, { rows }]) => {
        const table = id as ObjectId; // the keys of the record, which the language calls texts
        return { table, before: rows, after: now[table]?.rows ?? "gone" };
      }),
    };
  }
}

interface MeasuredWorkload {
  readonly times: readonly (readonly [WorkloadStatement, WorkloadTime])[];
  readonly bytes: number;
}

interface Finding {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number | string>>;
}

type Findings = ReadonlyMap<ValidatorName, Finding>;

function isPlan(migration: StagedMigration): migration is MigrationPlan {
  return typeof migration === "object" && "segments" in migration;
}

function sizeOf({ chosenRows, parentRows }: { readonly chosenRows: number; readonly parentRows: number }): number {
  return chosenRows + parentRows;
}

function comparison(
  { table, kind, text }: WorkloadStatement,
  beforeMs: number,
  after: WorkloadTime,
): WorkloadComparison {
  const subject = { table, kind, statement: text, beforeMs };
  if ("errorCode" in after) return { ...subject, errorCode: after.errorCode };
  return { ...subject, afterMs: after.medianMs, ratio: after.medianMs / Math.max(beforeMs, SHORTEST_MS) };
}

/** Shorter times are noise of the clock. */
const SHORTEST_MS = 0.01;
