import { hazardDialect } from "../dialects/hazard-dialects.ts";
import { higherRisk, type RiskLevel } from "../report/risk-level.ts";
import { type AssessSqlOptions, checkAssessOptions } from "./assess-options.ts";
import type { AssessedStatement, FoundHazard } from "./assessed-statement.ts";
import { migrationSections } from "./migration-sections.ts";
import type {
  AssessedSqlStatement,
  ExpiredSuppression,
  Finding,
  SqlAssessment,
  SuppressedFinding,
} from "./sql-assessment.ts";
import { type BrokenSuppression, isInForce, readSuppressions, type Suppression } from "./suppressions.ts";

const DOCS_URL = "https://dataflow-ts.dev/hazards/";

/** The work of the exported `assessSql`, which says what it promises. */
export async function assessSql(sql: string, options: AssessSqlOptions = {}): Promise<SqlAssessment> {
  checkAssessOptions(options);
  const dialect = hazardDialect(options.dialect ?? options.connection?.dialect);
  const sections = migrationSections(sql);
  const { wrapsInTransaction = sections.wrapsInTransaction } = options;
  const request = { ...options, ...(wrapsInTransaction !== undefined && { wrapsInTransaction }) };
  const assessed = await dialect.assess(sections.sql, request);
  const today = options.today ?? new Date();
  const suppressed: SuppressedFinding[] = [];
  const expired: ExpiredSuppression[] = [];
  let end = 0;
  const statements = assessed.map((statement) => {
    const before = sections.sql.slice(end, statement.offset);
    end = statement.offset + statement.text.length;
    const { valid, broken } = readSuppressions(before, dialect.ruleIds);
    return statementOf(statement, { valid, broken, today, suppressed, expired });
  });
  const levels = statements.flatMap(({ findings }) => findings.map(({ level }) => level));
  return Object.freeze({
    statements: Object.freeze(statements),
    riskLevel: levels.reduce<RiskLevel>(higherRisk, "LOW"),
    suppressed: Object.freeze(suppressed),
    expired: Object.freeze(expired),
    skipped: Object.freeze(sections.skipped.map((part) => Object.freeze(part))),
  });
}

interface Handling {
  readonly valid: readonly Suppression[];
  readonly broken: readonly BrokenSuppression[];
  readonly today: Date;
  readonly suppressed: SuppressedFinding[];
  readonly expired: ExpiredSuppression[];
}

function statementOf(statement: AssessedStatement, handling: Handling): AssessedSqlStatement {
  const { text, line, found } = statement;
  const inForce = handling.valid.filter((suppression) => isInForce(suppression, handling.today));
  const over = handling.valid.filter((suppression) => !inForce.includes(suppression));
  const findings: Finding[] = [...handling.broken.map(brokenFinding), ...over.map(expiredFinding)];
  for (const one of distinct(found).filter(({ hazard }) => hazard.harmless === undefined)) {
    const suppression = inForce.find(({ rule }) => rule === one.rule);
    if (suppression === undefined) findings.push(findingOf(one));
    else
      handling.suppressed.push(
        Object.freeze({ finding: findingOf(one), line, reason: suppression.reason, until: suppression.until }),
      );
  }
  handling.expired.push(...over.map((suppression) => Object.freeze({ ...suppression, line })));
  const dismissed = found.flatMap(({ rule, hazard: { message, harmless } }) =>
    harmless === undefined ? [] : [Object.freeze({ rule, message, because: harmless })],
  );
  return Object.freeze({ text, line, findings: Object.freeze(findings), dismissed: Object.freeze(dismissed) });
}

/** Two actions of one statement may say the same. */
function distinct(found: readonly FoundHazard[]): readonly FoundHazard[] {
  return [...new Map(found.map((one) => [`${one.rule}\0${one.hazard.message}`, one])).values()];
}

function findingOf({ rule, hazard: { level, message, fix, evidence } }: FoundHazard): Finding {
  return Object.freeze({ rule, level, message, fix, evidence: Object.freeze(evidence), docsUrl: `${DOCS_URL}${rule}` });
}

function brokenFinding({ rule, message, fix }: BrokenSuppression): Finding {
  const evidence = [{ source: "statement", fact: "comment before the statement", value: true } as const];
  return suppressionFinding({ rule, hazard: { level: "MEDIUM", message, fix, evidence } });
}

function expiredFinding({ rule, until, reason }: Suppression): Finding {
  const message = `The suppression of ${rule} ended on ${until}: ${reason}`;
  const fix = "-- follow the rule, or say until when it is to be suppressed now, and why";
  const evidence = [{ source: "statement", fact: `last day of the suppression of ${rule}`, value: until } as const];
  return suppressionFinding({ rule: "suppression-expired", hazard: { level: "MEDIUM", message, fix, evidence } });
}

/** All of them have one page. */
function suppressionFinding(found: FoundHazard): Finding {
  return Object.freeze({ ...findingOf(found), docsUrl: `${DOCS_URL}suppressions` });
}
