import type { FilterNode } from "../ast/filter-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { QueryDialect } from "../dialects/query-dialect.ts";
import { recollectionOf } from "../recall/recalled-node.ts";
import type { CompiledStatement, SqlParameter, StatementPlan } from "../statement/compiled-statement.ts";
import type { Statement } from "../statement/statement.ts";
import type { QueryTable } from "../table/query-table.ts";
import { aggregateChain } from "./aggregate-chain.ts";
import { printChain, scanChain } from "./chain-text.ts";
import type { CompiledFilter } from "./compile-filter.ts";
import { printInsert, scanInsert } from "./insert-compiler.ts";
import { pipelineChain } from "./pipeline-chain.ts";
import { printFilter } from "./print-filter.ts";
import { type Scan, scanFilter } from "./scan-filter.ts";
import { printCount, printSelect, scanCount, scanSelect } from "./select-compiler.ts";
import { createPlan, type PrintedStatement, type StatementScope, startPrinting } from "./statement-form.ts";
import { createTableView, type TableView } from "./table-view.ts";
import {
  printDelete,
  printUpdate,
  printUpdateEach,
  scanDelete,
  scanUpdate,
  scanUpdateEach,
} from "./update-compiler.ts";

/** Compiles for one dialect; keeps what it compiled as long as the tables live. */
export interface StatementCompiler {
  readonly compile: (statement: Statement) => CompiledStatement;
  readonly compileFilter: (table: QueryTable, filter: FilterNode) => CompiledFilter;
}

/** Shapes kept for one table. An application has tens; a caller that makes up filters without end must not fill the memory. */
const MAX_PLANS = 1000;

/** How the shape of a statement begins; of a select, one that reads all fields. */
const KIND_SHAPES: Readonly<Record<Statement["kind"], string>> = {
  select: "select *",
  count: "count ",
  aggregate: "aggregate ",
  pipeline: "pipeline ",
  insert: "insert ",
  update: "update ",
  updateEach: "updateEach ",
  delete: "delete ",
};

/**
 * Makes the compiler of a dialect.
 *
 * @param dialect the dialect
 * @returns the compiler
 */
export function createStatementCompiler<Codec extends DialectCodec>(dialect: QueryDialect<Codec>): StatementCompiler {
  const views = new WeakMap<QueryTable, TableView<Codec>>();
  const viewOf = (table: QueryTable): TableView<Codec> => {
    let view = views.get(table);
    if (view === undefined) {
      view = createTableView(table, dialect);
      views.set(table, view);
    }
    return view;
  };
  const scopes = new WeakMap<QueryTable, StatementScope<Codec>>();
  const scopeOf = (table: QueryTable): StatementScope<Codec> => {
    let scope = scopes.get(table);
    if (scope === undefined) {
      scope = Object.freeze({ dialect, view: viewOf(table), viewOf });
      scopes.set(table, scope);
    }
    return scope;
  };
  return Object.freeze({
    compile: (statement: Statement) => compile(statement, scopeOf(statement.table)),
    compileFilter: (table: QueryTable, filter: FilterNode) => compileCondition(filter, scopeOf(table)),
  });
}

/** Only the texts of recalled filters are kept: they are the ones that come again. The others are walked once. */
function compileCondition<Codec extends DialectCodec>(
  filter: FilterNode,
  scope: StatementScope<Codec>,
): CompiledFilter {
  const parameters: SqlParameter[] = [];
  if (recollectionOf(filter) === undefined) {
    return { text: printFilter(filter, startPrinting(scope, "", parameters)), parameters };
  }
  const scan: Scan = { shape: "", parameters, isRecalled: false };
  scanFilter(filter, scope, scan);
  const { conditions } = scope.view;
  const text = conditions.get(scan.shape) ?? keep(conditions, scan.shape, printFilter(filter, startPrinting(scope)));
  return { text, parameters };
}

function compile<Codec extends DialectCodec>(statement: Statement, scope: StatementScope<Codec>): CompiledStatement {
  const scan: Scan = { shape: KIND_SHAPES[statement.kind], parameters: [], isRecalled: false };
  scanStatement(statement, scope, scan);
  const { plans } = scope.view;
  const plan = plans.get(scan.shape) ?? keep(plans, scan.shape, planOf(statement, scope, scan));
  const isPlannedAnew = scope.dialect.plansForAnyValues && isBestPlannedAnew(statement, scan);
  return { plan: isPlannedAnew ? unnamed(plan) : plan, parameters: scan.parameters };
}

/** From this length on a parameter takes longer to read than a statement to plan. */
const LONG_PARAMETER = 8_192;

/**
 * A server that keeps a statement plans it for any values, and takes a list for one of ten. Rows that are found by thousands
 * of keys are then looked for one by one, which takes twice as long as going through all of them. Inserts find nothing.
 */
function isBestPlannedAnew({ kind }: Statement, { parameters }: Scan): boolean {
  return kind !== "insert" && parameters.some(isLong);
}

function isLong(parameter: SqlParameter): boolean {
  return (typeof parameter === "string" || parameter instanceof Uint8Array) && parameter.length >= LONG_PARAMETER;
}

function unnamed({ name: _name, ...plan }: StatementPlan): StatementPlan {
  return plan;
}

/** A recalled filter has a short shape beside the one that is written out; both lead to the same plan. */
function planOf<Codec extends DialectCodec>(
  statement: Statement,
  scope: StatementScope<Codec>,
  { isRecalled }: Scan,
): StatementPlan {
  const printed = (): StatementPlan => createPlan(printStatement(statement, scope), scope.dialect.statementName);
  if (isRecalled !== true) return printed();
  const { plans } = scope.view;
  const whole: Scan = { shape: KIND_SHAPES[statement.kind], parameters: [] };
  scanStatement(statement, scope, whole);
  return plans.get(whole.shape) ?? keep(plans, whole.shape, printed());
}

function keep<Kept>(kept: Map<string, Kept>, shape: string, one: Kept): Kept {
  if (kept.size >= MAX_PLANS) {
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }
  kept.set(shape, one);
  return one;
}

function scanStatement<Codec extends DialectCodec>(
  statement: Statement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  switch (statement.kind) {
    case "select":
      scanSelect(statement, scope, scan);
      break;
    case "count":
      scanCount(statement, scope, scan);
      break;
    case "aggregate":
      scanChain(aggregateChain(statement, scope), scope, scan);
      break;
    case "pipeline":
      scanChain(pipelineChain(statement, scope), scope, scan);
      break;
    case "insert":
      scanInsert(statement, scope, scan);
      break;
    case "update":
      scanUpdate(statement, scope, scan);
      break;
    case "updateEach":
      scanUpdateEach(statement, scope, scan);
      break;
    case "delete":
      scanDelete(statement, scope, scan);
      break;
  }
}

function printStatement<Codec extends DialectCodec>(
  statement: Statement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  switch (statement.kind) {
    case "select":
      return printSelect(statement, scope);
    case "count":
      return printCount(statement, scope);
    case "aggregate":
      return printChain(aggregateChain(statement, scope), scope);
    case "pipeline":
      return printChain(pipelineChain(statement, scope), scope);
    case "insert":
      return printInsert(statement, scope);
    case "update":
      return printUpdate(statement, scope);
    case "updateEach":
      return printUpdateEach(statement, scope);
    case "delete":
      return printDelete(statement, scope);
  }
}
