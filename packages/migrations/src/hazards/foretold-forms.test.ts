import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { effectsDialect } from "../dialects/effects-dialects.ts";
import { blocksWrites } from "../effects/lock-mode.ts";
import { families } from "../effects/matrix/forms.fixture.ts";
import { MATRIX_SCHEMA } from "../effects/matrix/matrix-schema.fixture.ts";
import { readPredictionFacts } from "../effects/predict/read-prediction-facts.ts";
import type { RelationEffect, StatementEffects } from "../effects/statement-effects.ts";
import { parseSql } from "../sql/parse-sql.ts";
import { assessKnown } from "./postgres/assess-postgres.ts";
import { readPostgresFacts } from "./postgres/read-postgres-facts.ts";

let connection: Connection;
beforeAll(async () => {
  const database = databases.find(({ name }) => name === "postgres");
  connection = connect((await database?.freshUrl()) ?? "");
  for (const sql of MATRIX_SCHEMA) await connection.run(sql);
});
afterAll(() => connection.close());

function isHeavy({ relations }: StatementEffects): boolean {
  // Nobody writes to a materialized view; EXCLUSIVE lets it be read.
  const isBlocking = ({ lock, relation }: RelationEffect): boolean =>
    lock !== undefined && blocksWrites(lock) && !(relation.kind === "materialized view" && lock === "EXCLUSIVE");
  const blocked = relations.filter(isBlocking);
  const isTableBlocked = blocked.some(({ relation }) => /^(?:table|materialized view)$/.test(relation.kind));
  return blocked.some(
    ({ relation, rewrites, scans, buildsIndex }) =>
      isTableBlocked && /^(?:table|materialized view|index)$/.test(relation.kind) && (rewrites || scans || buildsIndex),
  );
}

test("every form that goes through a table under a lock is found by a rule, and no other form is", async () => {
  const dialect = effectsDialect("postgres");
  const predictionFacts = await readPredictionFacts(connection);
  const facts = await readPostgresFacts([], connection, undefined);
  const wrong: string[] = [];
  let count = 0;
  for (const { sql } of families.flatMap(({ forms }) =>
    forms.filter(({ since, timeZone }) => (since ?? 0) <= 15 && timeZone === undefined),
  )) {
    const statements = await parseSql(sql);
    const blocks = statements.map(() => undefined);
    const predict = dialect.predictor(predictionFacts);
    const [assessed] = await assessKnown(statements, { facts, blocks, predict, style: false });
    const [first] = statements;
    if (first === undefined) continue;
    const heavy = isHeavy(dialect.predictor(predictionFacts)(first));
    const work = (assessed?.found ?? []).filter(
      ({ hazard }) => hazard.isWork === true && hazard.harmless === undefined,
    );
    if (heavy !== work.length > 0) wrong.push(`${heavy ? "missed" : "false"}: ${sql} ${work.map(({ rule }) => rule)}`);
    count += 1;
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(200);
});
