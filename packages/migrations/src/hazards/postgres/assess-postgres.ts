import type { Connection } from "@dataflow/database";
import type { Predictor } from "../../dialects/effects-dialect.ts";
import { effectsDialect } from "../../dialects/effects-dialects.ts";
import { type ParsedStatement, parseSql } from "../../sql/parse-sql.ts";
import type { AssessedStatement, AssessRequest, FoundHazard } from "../assessed-statement.ts";
import { advanceState } from "./advance-state.ts";
import { innerStatements } from "./inner-statements.ts";
import type { InnerStatements, PostgresContext, PostgresFacts } from "./postgres-context.ts";
import { postgresRules } from "./postgres-rules.ts";
import { findUnforeseen, withPrediction } from "./predicted-locks.ts";
import { readPostgresFacts } from "./read-postgres-facts.ts";
import { ScriptState } from "./script-state.ts";

/**
 * Looks for hazards in a script, statement by statement, knowing what came before.
 *
 * @param sql the script
 * @param request what else is known
 * @returns each statement with what was found
 * @throws MIGRATION.SQL_NOT_PARSED when the grammar does not take it
 */
export async function assessPostgres(sql: string, request: AssessRequest): Promise<readonly AssessedStatement[]> {
  const statements = await parseSql(sql);
  const blocks = await Promise.all(statements.map(innerStatements));
  const all = statements.flatMap((statement, index) => [statement, ...(blocks[index]?.statements ?? [])]);
  const facts = await readPostgresFacts(all, request.connection, request.serverVersion);
  return assessKnown(statements, { ...request, facts, blocks, predict: await predictorOf(request.connection) });
}

/** What has been asked of a database already. */
export interface KnownRequest extends AssessRequest {
  readonly facts: PostgresFacts;
  /** What the DO blocks among the statements run. */
  readonly blocks: readonly (InnerStatements | undefined)[];
  readonly predict: Predictor | undefined;
}

/**
 * Looks for hazards in statements with what is known; nothing but counts is asked of a database.
 *
 * @param statements the script
 * @param request what is known
 * @returns each statement with what was found
 */
export async function assessKnown(
  statements: readonly ParsedStatement[],
  request: KnownRequest,
): Promise<readonly AssessedStatement[]> {
  const { facts, blocks, predict } = request;
  const state = new ScriptState();
  if (request.wrapsInTransaction === true) {
    state.beginTransaction();
    state.isWrapped = true;
  }
  const assessed: AssessedStatement[] = [];
  for (const [index, statement] of statements.entries()) {
    const inner = blocks[index];
    const effects = predict?.(statement);
    const known = { ...(inner !== undefined && { inner }), ...(effects !== undefined && { effects }) };
    const context = { statement, statements, index, state, facts, ...known };
    const byRules = [...(await findHazards(context, request)), ...(await findInner(context, request))];
    const found = [...byRules.map((one) => withPrediction(context, one)), ...findUnforeseen(context, byRules)];
    assessed.push({ text: statement.text, offset: statement.offset, line: statement.line, found });
    advanceState(context);
  }
  return assessed;
}

/** Foretells statement after statement, where the database is known. */
async function predictorOf(connection: Connection | undefined): Promise<Predictor | undefined> {
  if (connection === undefined) return undefined;
  const dialect = effectsDialect(connection.dialect);
  return dialect.predictor(await dialect.readFacts(connection));
}

async function findHazards(context: PostgresContext, { style }: AssessRequest): Promise<readonly FoundHazard[]> {
  const found: FoundHazard[] = [];
  for (const rule of postgresRules) {
    if (rule.isStyle === true && style !== true) continue;
    for (const hazard of await rule.find(context)) found.push({ rule: rule.id, hazard });
  }
  return found;
}

/** What a block runs is a part of its statement, all in one transaction. */
async function findInner(context: PostgresContext, request: AssessRequest): Promise<readonly FoundHazard[]> {
  const { inner, state, facts } = context;
  if (inner === undefined) return [];
  const isOwn = !state.isExplicit;
  if (isOwn) state.beginTransaction();
  const found: FoundHazard[] = [];
  for (const [index, statement] of inner.statements.entries()) {
    const part = contextOf(statement, index, { statements: inner.statements, state, facts });
    found.push(...(await findHazards(part, request)));
    advanceState(part);
  }
  if (isOwn) state.endTransaction();
  return found;
}

function contextOf(
  statement: ParsedStatement,
  index: number,
  rest: { readonly statements: readonly ParsedStatement[]; readonly state: ScriptState; readonly facts: PostgresFacts },
): PostgresContext {
  return { statement, index, ...rest };
}
