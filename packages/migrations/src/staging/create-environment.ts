import { randomUUID } from "node:crypto";
import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect, type DatabaseDescription, describeBeside, describeTarget } from "@dataflow/database";
import type { EnvironmentHold } from "../dialects/staging-dialect.ts";
import { stagingDialect } from "../dialects/staging-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { type EnvironmentRecord, forgetEnvironment, noteEnvironment } from "../history/environment-record.ts";
import { copyDatabase } from "./copy-database.ts";
import type { ResolvedStagingRequest } from "./resolve-staging-request.ts";
import { StepProblem } from "./run-schema-plan.ts";
import type { StagingEnvironment } from "./staging-environment.ts";
import { stagingFailed } from "./staging-errors.ts";
import { StagingWatch } from "./staging-watch.ts";

/** Where environments are made, and from what. */
export interface StagingHome {
  readonly source: Connection;
  /** Where the account of environments is kept; the source, unless they are made elsewhere. */
  readonly home: Connection;
  readonly directory: string | undefined;
}

/** An environment with what its makers know beside. */
export interface OwnedEnvironment {
  readonly environment: StagingEnvironment;
  readonly watch: StagingWatch;
}

/**
 * Makes a database of its own, copies the source into it, and holds it until it is removed.
 *
 * @param place where and from what
 * @param request what to copy
 * @returns the environment
 * @throws MIGRATION.STAGING_LIMIT, MIGRATION.STAGING_FAILED, MIGRATION.CANCELLED, MIGRATION.INSIDE_TRANSACTION
 */
export async function createEnvironment(
  place: StagingHome,
  request: ResolvedStagingRequest,
): Promise<OwnedEnvironment> {
  const { source, home } = place;
  if (source.inTransaction || home.inTransaction) throw insideTransaction(source);
  const dialect = stagingDialect(home.dialect);
  await ensureBookkeeping(home);
  const id = randomUUID();
  const name = request.environmentName;
  const record = { id, name, place: await dialect.newPlace({ id, name, directory: place.directory }) };
  const making = new EnvironmentMaking(place, request, record);
  try {
    return await making.make();
  } catch (error) {
    const problem = error instanceof StepProblem ? error.cause : error;
    const isRemoved = await making.remove().then(
      () => true,
      () => false,
    );
    const reason = making.watch.reasonOf(problem);
    if (reason !== problem || isOwn(problem)) throw reason;
    const doing = error instanceof StepProblem ? `the step "${error.step}"` : "copying";
    throw stagingFailed(name, { doing, isRemoved }, problem);
  }
}

/** Errors that say all there is to say already. */
function isOwn(error: unknown): boolean {
  return isDataFlowError(error) && error.code.startsWith("MIGRATION.");
}

class EnvironmentMaking {
  readonly watch: StagingWatch;
  readonly #place: StagingHome;
  readonly #request: ResolvedStagingRequest;
  readonly #record: EnvironmentRecord;
  readonly #connection: Connection;
  readonly #homeDescription: DatabaseDescription;
  #hold: EnvironmentHold | undefined;
  #removed: Promise<void> | undefined;

  constructor(place: StagingHome, request: ResolvedStagingRequest, record: EnvironmentRecord) {
    this.#place = place;
    this.#request = request;
    this.#record = record;
    const dialect = stagingDialect(place.home.dialect);
    this.#homeDescription = describeBeside(place.home);
    this.#connection = connect(dialect.describe(place.home, record.place));
    const { maxBytes, maxMs, signal, environmentName: name } = request;
    this.watch = new StagingWatch({ name, maxBytes, maxMs, signal, bytes: () => dialect.bytes(this.#connection) });
  }

  async make(): Promise<OwnedEnvironment> {
    const { source, home } = this.#place;
    const dialect = stagingDialect(home.dialect);
    // The claim comes first and the note before the database: whoever finds the note knows whether somebody is at it.
    this.#hold = await dialect.tryHold(home, this.#record);
    await noteEnvironment(home, this.#record);
    await dialect.create(home, this.#record, source);
    this.watch.start(() => void this.remove());
    const report = await copyDatabase({ source, target: this.#connection, request: this.#request, watch: this.watch });
    await this.watch.check();
    return { environment: this.#environment({ ...report, durationMs: this.watch.elapsedMs }), watch: this.watch };
  }

  /** Removes whatever there is of it. Only once, whoever asks. */
  remove(): Promise<void> {
    this.#removed ??= this.#removeNow();
    return this.#removed;
  }

  async #removeNow(): Promise<void> {
    this.watch.end();
    try {
      await this.#removeFrom(this.#place.home).catch(async (error: unknown) => {
        if (!isClosed(error) || !this.#place.home.capabilities.multipleConnections) throw error;
        // The source may be closed by now; what was made of it goes all the same.
        const again = connect(this.#homeDescription, { poolSize: 2 });
        await this.#removeFrom(again).finally(() => again.close());
      });
    } finally {
      // What could not be removed is an orphan from here on, and belongs to whoever looks for orphans.
      await this.#hold?.release();
    }
  }

  async #removeFrom(home: Connection): Promise<void> {
    const dialect = stagingDialect(home.dialect);
    // A server ends what runs in a database that it removes; a file is removed when nobody has it open any more.
    if (!dialect.removesOpen) await this.#connection.close().catch(() => undefined);
    const state = await dialect.inspect(home, this.#record);
    if (state === "marked" || state === "empty") await dialect.remove(home, this.#record.place);
    await this.#connection.close().catch(() => undefined);
    // When the account cannot be written now, the next one who reads it finds nothing there.
    await forgetEnvironment(home, this.#record.id).catch(unlessRetryable);
  }

  #environment(report: StagingEnvironment["report"]): StagingEnvironment {
    const description = stagingDialect(this.#place.home.dialect).describe(this.#place.home, this.#record.place);
    const remove = (): Promise<void> => this.remove();
    return Object.freeze({
      environmentId: this.#record.id,
      environmentName: this.#record.name,
      connectionInfo: Object.freeze({ databaseUrl: describeTarget(description), description }),
      connection: this.#connection,
      report,
      [Symbol.asyncDispose]: remove,
    });
  }
}

function isClosed(error: unknown): boolean {
  return isDataFlowError(error) && error.code === "DATABASE.CONNECTION_CLOSED";
}

function unlessRetryable(error: unknown): void {
  if (!isDataFlowError(error) || !error.isRetryable) throw error;
}

function insideTransaction(connection: Connection): Error {
  return migrationErrors.create("INSIDE_TRANSACTION", {
    message: `A staging environment of ${connection.target} was asked for inside a transaction`,
    why: "it is a copy of what is committed, and making it takes statements that no transaction may hold",
    fix: "make the environment before the transaction is opened",
  });
}
