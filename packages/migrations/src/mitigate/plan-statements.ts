import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint, objectsFingerprint } from "../catalog/catalog-fingerprint.ts";
import { displayName } from "../catalog/object-id.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { type ParsedStatement, parseSql } from "../sql/parse-sql.ts";
import { statementEffect } from "./postgres/statement-effect.ts";

/**
 * Makes a plan of statements that were written by hand. What they lead to is worked out from their words; nothing is run.
 *
 * @param catalog what there is
 * @param sql the statements
 * @returns the plan
 * @throws MIGRATION.STATEMENT_NOT_PLANNED when that cannot be told of a statement
 * @throws MIGRATION.SQL_NOT_PARSED
 */
export async function planStatements(catalog: Catalog, sql: string): Promise<MigrationPlan> {
  let objects: CatalogIndex = indexCatalog(catalog);
  const segments: PlanSegment[] = [];
  const seen = new Map<string, number>();
  for (const statement of await parseSql(sql)) {
    const effect = statementEffect(statement.tree, objects);
    if (effect === undefined) throw notPlanned(statement);
    const { operation, object, reversal, loss } = effect;
    const found = effect.objects.get(object) ?? objects.get(object);
    const name = `${operation} ${displayName(found?.path ?? [object])}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const id = count === 1 ? name : `${name} (${count})`;
    const step = { id, operation, object, statements: [statement.text], reversal, ...(loss !== undefined && { loss }) };
    addStep(segments, step, catalog);
    objects = effect.objects;
  }
  const unspelled = [...objects.values()]
    .flatMap(({ id, isApproximate }) => (isApproximate === true ? [id] : []))
    .sort();
  return sealMigrationPlan({
    version: 2,
    dialect: catalog.dialect,
    from: catalogFingerprint(catalog),
    to: objectsFingerprint(objects, unspelled),
    unspelled,
    segments,
    refused: [],
    questions: [],
  });
}

/** What the server refuses inside a transaction is known by its text; all else is one transaction, as in a file. */
function addStep(segments: PlanSegment[], step: PlanStep, { dialect }: Catalog): void {
  const isOutside = step.statements.some((sql) => migrationDialect(dialect).outsideStatement(sql) !== undefined);
  const last = segments.at(-1);
  if (!isOutside && last?.mode === "transactional")
    segments.splice(-1, 1, { mode: "transactional", steps: [...last.steps, step] });
  else segments.push({ mode: isOutside ? "nonTransactional" : "transactional", steps: [step] });
}

function notPlanned({ line, tree }: ParsedStatement): Error {
  const kind = Object.keys(tree)[0]?.replace(/Stmt$/, "") ?? "statement";
  return migrationErrors.create("STATEMENT_NOT_PLANNED", {
    message: `What the statement on line ${line} (${kind}) leads to cannot be told without running it`,
    why: "a plan says which schema it leads to, and this statement does more than its words say, names nothing, or is about something that is not there",
    fix: "give names to what it makes, write one change in one statement, or plan from two catalogs with planMigration",
  });
}
