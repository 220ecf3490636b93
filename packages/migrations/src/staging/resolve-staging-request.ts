import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import {
  type DataSamplingStrategy,
  type Masking,
  type ResourceLimits,
  SAMPLING_STRATEGIES,
  type SamplingStrategy,
  type StagingRequest,
} from "./staging-request.ts";

/** How rows are chosen, with the defaults filled in. */
export interface ResolvedSampling {
  readonly strategy: SamplingStrategy;
  readonly samplePercentage: number;
  readonly preserveReferentialIntegrity: boolean;
  readonly maxRowsPerTable: number | undefined;
  readonly seed: number;
  readonly strata: Readonly<Record<string, readonly string[]>>;
}

/** A request with the defaults filled in and everything checked that can be without a database. */
export interface ResolvedStagingRequest {
  readonly environmentName: string;
  readonly sampling: ResolvedSampling;
  readonly maxBytes: number | undefined;
  readonly maxMs: number | undefined;
  readonly masking: Masking;
  readonly signal: AbortSignal | undefined;
}

const CREATE = "createStagingEnvironment";
const NAMES: readonly string[] = [
  "environmentName",
  "dataSamplingStrategy",
  "resourceLimits",
  "masking",
  "signal",
] satisfies (keyof StagingRequest)[];
const SAMPLING_NAMES: readonly string[] = [
  "strategy",
  "samplePercentage",
  "preserveReferentialIntegrity",
  "maxRowsPerTable",
  "seed",
  "strata",
] satisfies (keyof DataSamplingStrategy)[];
const LIMIT_NAMES: readonly string[] = [
  "maxStorageGb",
  "maxStorageBytes",
  "maxDurationHours",
  "maxDurationMs",
] satisfies (keyof ResourceLimits)[];

const GIGABYTE = 1024 ** 3;
const HOUR_MS = 3_600_000;
/** The longest time that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Checks a request.
 *
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function resolveStagingRequest(request: StagingRequest): ResolvedStagingRequest {
  checkOptionNames(CREATE, request, NAMES);
  const { environmentName, dataSamplingStrategy = {}, resourceLimits = {}, masking = {}, signal } = request;
  if (typeof environmentName !== "string" || environmentName.trim() === "")
    throw invalidStagingOption("environmentName", "give it a name");
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalidStagingOption("signal", "give an AbortSignal");
  for (const [column, mask] of Object.entries(masking)) {
    if (typeof mask === "function" || ["hash", "null", "redact"].includes(mask)) continue;
    throw invalidStagingOption(`masking["${column}"]`, 'give "hash", "null", "redact" or a function');
  }
  const limits = resolveLimits(resourceLimits);
  return Object.freeze({
    environmentName,
    sampling: resolveSampling(dataSamplingStrategy),
    ...limits,
    masking,
    signal,
  });
}

function resolveSampling(sampling: DataSamplingStrategy): ResolvedSampling {
  checkOptionNames("dataSamplingStrategy", sampling, SAMPLING_NAMES);
  const { strategy = "representative", preserveReferentialIntegrity = true, maxRowsPerTable, strata = {} } = sampling;
  const { samplePercentage = 10, seed = 1 } = sampling;
  if (!SAMPLING_STRATEGIES.includes(strategy))
    throw invalidStagingOption("strategy", suggestion(String(strategy), SAMPLING_STRATEGIES));
  if (!(typeof samplePercentage === "number" && samplePercentage > 0 && samplePercentage <= 100))
    throw invalidStagingOption("samplePercentage", "give a number above 0, up to 100");
  if (typeof preserveReferentialIntegrity !== "boolean")
    throw invalidStagingOption("preserveReferentialIntegrity", "give true or false");
  if (!Number.isSafeInteger(seed)) throw invalidStagingOption("seed", "give a whole number");
  if (maxRowsPerTable !== undefined && !(Number.isSafeInteger(maxRowsPerTable) && maxRowsPerTable >= 1))
    throw invalidStagingOption("maxRowsPerTable", "give a whole number, 1 or more");
  return { strategy, samplePercentage, preserveReferentialIntegrity, maxRowsPerTable, seed, strata };
}

function resolveLimits(limits: ResourceLimits): Pick<ResolvedStagingRequest, "maxBytes" | "maxMs"> {
  checkOptionNames("resourceLimits", limits, LIMIT_NAMES);
  const maxBytes = positive("maxStorageBytes", limits.maxStorageBytes);
  const maxMs = positive("maxDurationMs", limits.maxDurationMs);
  const gigabytes = positive("maxStorageGb", limits.maxStorageGb);
  const hours = positive("maxDurationHours", limits.maxDurationHours);
  return {
    maxBytes: smallest(maxBytes, gigabytes === undefined ? undefined : gigabytes * GIGABYTE),
    maxMs: smallest(maxMs, hours === undefined ? undefined : Math.min(LONGEST_MS, hours * HOUR_MS)),
  };
}

function positive(name: string, value: number | undefined): number | undefined {
  if (value === undefined || (typeof value === "number" && Number.isFinite(value) && value > 0)) return value;
  throw invalidStagingOption(name, "give a number above 0");
}

function smallest(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
}

/** An option of a staging environment has a value it cannot have. */
export function invalidStagingOption(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of a staging environment has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
