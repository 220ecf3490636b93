import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { findBaseTable } from "../dependencies/base-table.ts";
import { notNullDialect } from "../dialects/not-null-dialects.ts";
import { tableLabel } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Addition, FillInspection } from "./addition.ts";
import { describeFailure, failureSuggestion } from "./describe-failure.ts";
import type { AdditionIssue, AdditionValidation, NotNullAdditionPlan } from "./not-null-plan.ts";

/** How a plan is validated. */
export interface ValidateAdditionOptions {
  /** How long the look at all rows may take; after that nothing is known, and nothing is safe. Default 60,000. */
  readonly timeoutMs?: number;
}

/** What one look found. */
interface Findings {
  readonly issues: readonly AdditionIssue[];
  readonly evidence: readonly Evidence[];
}

/**
 * Looks whether a column can be added as planned: computes the value of every row without writing any, and finds those
 * that would get none, that the expression fails for, or whose value the type does not take.
 *
 * @param connection the database
 * @param plan the plan
 * @param options how long it may take
 * @returns what was found
 */
export async function validateAdditionSafety(
  connection: Connection,
  plan: NotNullAdditionPlan,
  options: ValidateAdditionOptions = {},
): Promise<AdditionValidation> {
  const { timeoutMs = 60_000 } = checkedOptions(options);
  const { rehearsal } = plan;
  const parts = [await structure(connection, plan)];
  // What is refused for every row need not be asked of each.
  if (rehearsal.refused === undefined) parts.push(await inspection(connection, plan.addition, timeoutMs));
  const issues = parts.flatMap((part) => part.issues);
  return freezeDeep({
    isSafe: issues.length === 0,
    issues,
    suggestedMitigations: [...new Set(issues.map(({ suggestion }) => suggestion))],
    evidence: parts.flatMap((part) => part.evidence),
  });
}

function checkedOptions(options: ValidateAdditionOptions): ValidateAdditionOptions {
  checkOptionNames("validateAdditionSafety", options, ["timeoutMs"]);
  const { timeoutMs } = options;
  if (timeoutMs === undefined || (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs < 2 ** 31)) return options;
  throw migrationErrors.create("INVALID_OPTION", {
    message: 'The option "timeoutMs" of validateAdditionSafety has a value it cannot have',
    why: "nothing sensible could be done with it",
    fix: "give a whole number of milliseconds, 1 or more",
  });
}

async function structure(connection: Connection, plan: NotNullAdditionPlan): Promise<Findings> {
  const { rehearsal, executionStrategy, addition, migration } = plan;
  const catalog = await readCatalog(connection);
  const found = catalogFingerprint(catalog);
  const evidence: Evidence[] = [{ source: "catalog", fact: "the fingerprint of the schema", value: found }];
  if (found !== migration.from)
    return {
      issues: [
        issue("PLAN_OUTDATED", "the schema was changed after the plan was made", "make the plan again", evidence),
      ],
      evidence,
    };
  const issues: AdditionIssue[] = [];
  const { refused } = rehearsal;
  if (refused !== undefined) {
    const traced: Evidence = { source: "trace", fact: "the code of the refusal", value: refused.state ?? refused.code };
    issues.push(
      issue("STATEMENT_REFUSED", `the database refuses it: ${describeFailure(refused)}`, failureSuggestion(refused), [
        traced,
      ]),
    );
  }
  if (rehearsal.columnRewrites && executionStrategy !== "SINGLE_STEP")
    issues.push(
      issue(
        "TYPE_REWRITES",
        `the type ${addition.type} has all rows written anew under an exclusive lock`,
        "take the type that it is made from, and add what it checks as a CHECK that is NOT VALID and validated later",
        [{ source: "trace", fact: "the file of the table is another one after the column was added", value: true }],
      ),
    );
  const place = {
    table: findBaseTable(catalog, addition.table),
    catalog,
    objects: indexCatalog(catalog),
    serverVersion: catalog.serverVersion,
  };
  const generated = await notNullDialect(connection.dialect).unreadable(addition, place);
  if (generated.length > 0)
    issues.push(
      issue(
        "GENERATED_COLUMN_READ",
        `the expression reads ${generated.join(", ")}, which the server computes only after rows that are written meanwhile have got their value`,
        "write the expression of the generated column in its place",
        [{ source: "catalog", fact: "generated columns in the expression", value: generated.length }],
      ),
    );
  return { issues, evidence };
}

async function inspection(connection: Connection, addition: Addition, timeoutMs: number): Promise<Findings> {
  const label = tableLabel(addition.table);
  try {
    const found = await notNullDialect(connection.dialect).inspect(connection, addition, timeoutMs);
    if (found !== undefined) return inspected(addition, found);
    const evidence: Evidence = {
      source: "measurement",
      fact: `time for a look at all rows of ${label}`,
      value: "unknown",
    };
    const message = `not all rows of ${label} could be looked at in ${timeoutMs} ms, so nobody knows what they come to`;
    const hint = "give the look more time with timeoutMs, or an index to what the expression looks up";
    return { issues: [issue("NOT_INSPECTED", message, hint, [evidence])], evidence: [evidence] };
  } catch (error) {
    if (!isDataFlowError(error) || error.code.startsWith("DATABASE.CONN")) throw error;
    const state = "sqlState" in error.meta ? String(error.meta.sqlState) : undefined;
    const failure = { code: error.code, message: error.message, ...(state !== undefined && { state }) };
    const evidence: Evidence = { source: "count", fact: "the code of the failure", value: state ?? error.code };
    const message = `the expression fails for at least one row of ${label}: ${describeFailure(failure)}`;
    return {
      issues: [issue("EXPRESSION_FAILS", message, failureSuggestion(failure), [evidence])],
      evidence: [evidence],
    };
  }
}

function inspected({ fill, table, type, defaultType }: Addition, found: FillInspection): Findings {
  const label = tableLabel(table);
  const { query } = found;
  const figure = (fact: string, value: number): Evidence => ({ source: "count", fact, value, unit: "rows", query });
  const issues: AdditionIssue[] = [];
  const nulls = figure(`rows of ${label} without a value`, found.nulls);
  if (found.nulls > 0 && fill.lookup !== undefined)
    issues.push(
      issue(
        "LOOKUP_WITHOUT_MATCH",
        `${found.nulls} of ${found.rows} rows of ${label} lead to no value in ${tableLabel(fill.lookup.table)}`,
        "give the lookup `otherwise`, or correct those rows first",
        [nulls],
      ),
    );
  else if (found.nulls > 0)
    issues.push(
      issue(
        "VALUES_MISSING",
        `the expression gives NULL for ${found.nulls} of ${found.rows} rows of ${label}`,
        missingHint(defaultType),
        [nulls],
      ),
    );
  const misfits = figure(`rows of ${label} whose value does not fit`, found.misfits);
  if (found.misfits > 0)
    issues.push(
      issue(
        "VALUES_DO_NOT_FIT",
        `the type ${type} does not take the value of ${found.misfits} of ${found.rows} rows of ${label} as it is`,
        "take a wider type, or shorten the value in the expression",
        [misfits],
      ),
    );
  if (found.ambiguous > 0 && fill.lookup !== undefined)
    issues.push(
      issue(
        "LOOKUP_AMBIGUOUS",
        `${found.ambiguous} values lead to more than one row of ${tableLabel(fill.lookup.table)}`,
        "look up by columns that are unique there",
        [figure(`values that lead to more than one row`, found.ambiguous)],
      ),
    );
  return { issues, evidence: [figure(`rows of ${label} that were looked at`, found.rows), nulls, misfits] };
}

function missingHint(defaultType: Addition["defaultType"]): string {
  if (defaultType === "CONDITIONAL") return "give the conditions `otherwise`, for rows that meet none";
  return "put coalesce(…, a value) around the expression";
}

function issue(
  code: AdditionIssue["code"],
  message: string,
  suggestion: string,
  evidence: readonly Evidence[],
): AdditionIssue {
  return { code, message, suggestion, evidence };
}
